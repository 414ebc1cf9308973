// Building definitions, for gradient makers and whoever else makes several operators out of one.
// Includes the generated messages: only for sources that need them.
#pragma once

#include <string>
#include <type_traits>
#include <vector>

#include "caffe2/proto/caffe2.pb.h"

namespace netdef {

// Domains other than Caffe2's leave an optional input or output out by an empty name.
inline bool IsAbsent(const caffe2::OperatorDef& op, const std::string& blob) {
  return blob.empty() && !op.domain().empty();
}

// Calls visit(net) for each net among the arguments of `op`, as control operators have them. What lies in those is the visitor's to look at.
template <typename Visit>
void ForEachNestedNet(const caffe2::OperatorDef& op, Visit&& visit) {
  for (const caffe2::Argument& arg : op.arg()) {
    if (arg.has_n()) visit(arg.n());
    for (const caffe2::NetDef& nested : arg.nets()) visit(nested);
  }
}
template <typename Visit>
void ForEachNestedNet(caffe2::OperatorDef* op, Visit&& visit) {
  for (caffe2::Argument& arg : *op->mutable_arg()) {
    if (arg.has_n()) visit(arg.mutable_n());
    for (caffe2::NetDef& nested : *arg.mutable_nets()) visit(&nested);
  }
}

// An argument that holds a float, an integer (bools included), a string or a list of such.
template <typename T>
caffe2::Argument MakeArgument(const std::string& name, const T& value) {
  caffe2::Argument arg;
  arg.set_name(name);
  if constexpr (std::is_floating_point_v<T>) {
    arg.set_f(static_cast<float>(value));
  } else if constexpr (std::is_integral_v<T>) {
    arg.set_i(static_cast<int64_t>(value));
  } else if constexpr (std::is_convertible_v<T, std::string>) {
    arg.set_s(value);
  } else {
    for (const auto& item : value) {
      using Item = std::decay_t<decltype(item)>;
      if constexpr (std::is_floating_point_v<Item>) {
        arg.add_floats(static_cast<float>(item));
      } else if constexpr (std::is_integral_v<Item>) {
        arg.add_ints(static_cast<int64_t>(item));
      } else {
        arg.add_strings(item);
      }
    }
  }
  return arg;
}

inline caffe2::OperatorDef CreateOperatorDef(const std::string& type, const std::string& name,
                                             const std::vector<std::string>& inputs,
                                             const std::vector<std::string>& outputs,
                                             const std::vector<caffe2::Argument>& args = {}) {
  caffe2::OperatorDef def;
  def.set_type(type);
  def.set_name(name);
  for (const std::string& input : inputs) def.add_input(input);
  for (const std::string& output : outputs) def.add_output(output);
  for (const caffe2::Argument& arg : args) *def.add_arg() = arg;
  return def;
}

}  // namespace netdef
