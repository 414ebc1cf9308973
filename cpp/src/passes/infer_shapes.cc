#include <set>

#include "netdef/error.h"
#include "netdef/proto_utils.h"
#include "netdef/shapes.h"

namespace netdef {
namespace {

ShapeInputs InputsOf(const caffe2::OperatorDef& op, const BlobSpecs& specs, const std::set<std::string>& written,
                     const KnownValues& values) {
  ShapeInputs in;
  in.num_outputs = op.output_size();
  for (const std::string& name : op.input()) {
    const auto it = specs.find(name);
    in.specs.push_back(it == specs.end() || IsAbsent(op, name) ? TensorSpec() : it->second);
    in.specs.back().absent = IsAbsent(op, name);
    in.values.push_back(values && written.count(name) == 0 ? values(name) : nullptr);
  }
  return in;
}

}  // namespace

std::vector<ShapeFault> InferShapes(const caffe2::NetDef& net, BlobSpecs* specs, const KnownValues& values) {
  std::vector<ShapeFault> faults;
  std::set<std::string> written;
  for (int i = 0; i < net.op_size(); ++i) {
    const caffe2::OperatorDef& op = net.op(i);
    std::vector<TensorSpec> outputs(static_cast<size_t>(op.output_size()));
    if (const OpSchema* schema = OpSchemaRegistry::Schema(op.type(), op.domain())) {
      try {
        outputs = schema->InferShapes(Arguments(op), InputsOf(op, *specs, written, values));
      } catch (const Error& e) {
        faults.push_back({i, e.message()});
      }
    }
    for (int o = 0; o < op.output_size(); ++o) {
      if (IsAbsent(op, op.output(o))) continue;
      (*specs)[op.output(o)] = outputs[static_cast<size_t>(o)];
      written.insert(op.output(o));
    }
  }
  return faults;
}

}  // namespace netdef
