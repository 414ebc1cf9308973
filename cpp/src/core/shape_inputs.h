// What a shape rule is told of an operator in a net, from what is known of blobs by name.
#pragma once

#include <string>

#include "caffe2/proto/caffe2.pb.h"
#include "netdef/proto_utils.h"
#include "netdef/schema.h"

namespace netdef {

// spec(name) and contents(name), which may be nullptr, are asked for each input that is not left out.
template <typename Spec, typename Contents>
ShapeInputs ShapeInputsOf(const caffe2::OperatorDef& op, Spec&& spec, Contents&& contents) {
  ShapeInputs in;
  in.num_outputs = op.output_size();
  for (const std::string& name : op.input()) {
    const bool absent = IsAbsent(op, name);
    in.specs.push_back(absent ? TensorSpec() : spec(name));
    in.specs.back().absent = absent;
    in.values.push_back(absent ? nullptr : contents(name));
  }
  return in;
}

}  // namespace netdef
