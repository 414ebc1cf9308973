#include "netdef/pointwise.h"

#include <vector>

#include "netdef/broadcast.h"

namespace netdef {
namespace {

// Caffe2's gradients broadcast; here the kernels take inputs of one size, whose shapes may differ in dims of 1.
std::vector<TensorSpec> PointwiseGradientShape(const NoArgs&, const ShapeInputs& in) {
  Dims dims = in[0].dims;
  for (size_t i = 1; i < in.size(); ++i) dims = BroadcastPlan::ResultDims(dims, in[i].dims);
  return {TensorSpec(dims, in[0].dtype)};
}

}  // namespace

void PointwiseSchema(OpSchema& schema) {
  schema.NumInputs(1)
      .NumOutputs(1)
      .IdenticalTypeAndShape()
      .Input(0, "X", "Tensor of any shape.")
      .Output(0, "Y", "Shape and type of X.");
}

std::function<void(OpSchema&)> PointwiseGradientSchema(std::string type, std::initializer_list<const char*> inputs) {
  return [type = std::move(type), names = std::vector<std::string>(inputs.begin(), inputs.end())](OpSchema& schema) {
    schema.NumInputs(static_cast<int>(names.size()))
        .NumOutputs(1)
        .Shape<NoArgs>(PointwiseGradientShape)
        .SetDoc("Gradient of " + type + ".")
        .Output(0, "dX", "Gradient of X.");
    for (size_t i = 0; i < names.size(); ++i) {
      const std::string& name = names[i];
      schema.Input(static_cast<int>(i), name,
                   name == "dY" ? "Gradient of Y." : (name == "X" ? "Input of " : "Output of ") + type + ".");
    }
  };
}

}  // namespace netdef
