#include "netdef/pointwise.h"

#include <vector>

namespace netdef {

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
        .IdenticalTypeAndShape()
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
