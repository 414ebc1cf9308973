// How an operator type becomes kernels: a function found by the operator's name. It looks at shapes and constants,
// and either declines - the operator then runs as it is - or emits kernels for it.
#pragma once

#include <string>

#include "netdef/schema.h"

namespace caffe2 {
class OperatorDef;
}

namespace netdef {
namespace compile {

class PlanBuilder;

// Returns false, before it has read or written any value, for what it does not serve.
using Lowering = bool (*)(const caffe2::OperatorDef& op, PlanBuilder& plan);

class Lowerings {
 public:
  static bool Register(const std::string& domain, const std::string& type, Lowering lowering);
  static Lowering Find(const std::string& domain, const std::string& type);  // nullptr where there is none
};

}  // namespace compile
}  // namespace netdef

// REGISTER_LOWERING("", Conv, LowerConv);
#define REGISTER_LOWERING(domain, type, fn) \
  static const bool NETDEF_ANONYMOUS(netdef_lowering_) [[maybe_unused]] = ::netdef::compile::Lowerings::Register(domain, #type, fn)
