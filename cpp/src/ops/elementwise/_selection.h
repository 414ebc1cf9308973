// Gradients of operators that pick one of their inputs at each place: Max, Min.
#pragma once

#include <string>
#include <vector>

#include "netdef/pointwise.h"
#include "netdef/proto_utils.h"

namespace netdef {

// Gradient of an operator that picks one of its inputs: (Y, dY, X0, X1, ...) -> (dX0, dX1, ...).
class SelectionGradientOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    DispatchTypes(NumericTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      for (int i = 0; i < OutputSize(); ++i) {
        MapElements(Input(0).numel(), Output(i)->mutable_data<T>(), Select(), args_, Input(0).data<T>(),
                    Input(1).data<T>(), Input(i + 2).data<T>());
      }
    });
  }

 private:
  struct Select {
    template <typename T>
    T operator()(T y, T dy, T x, const NoArgs&) const {
      return x == y ? dy : T(0);
    }
  };
};

class SelectionGradientMaker final : public GradientMakerBase {
 public:
  using GradientMakerBase::GradientMakerBase;

  std::vector<OperatorDef> GetGradientDefs() override {
    std::vector<std::string> inputs{O(0), GO(0)}, outputs;
    for (int i = 0; i < InputSize(); ++i) {
      inputs.push_back(I(i));
      outputs.push_back(GI(i));
    }
    return SingleGradientDef(Def().type() + "Gradient", "", inputs, outputs);
  }
};

inline void SelectionGradientSchema(OpSchema& schema) {
  schema.NumInputs(3, OpSchema::kMany)
      .NumOutputs(1, OpSchema::kMany)
      .NumInputsOutputs([](int inputs, int outputs) { return inputs == outputs + 2; })
      .Shape([](const ShapeInputs& in) {
        for (size_t i = 1; i < in.size(); ++i) {
          NETDEF_ENFORCE(in[i].dims == in[0].dims, "Dimension mismatch: input ", i, " has shape [",
                         DimsString(in[i].dims), "], Y has [", DimsString(in[0].dims), "]");
        }
        return std::vector<TensorSpec>(in.specs.begin() + 2, in.specs.end());
      })
      .Input(0, "Y", "Output of the operator.")
      .Input(1, "dY", "Gradient of Y.")
      .Input(2, "X0, X1, ...", "Inputs of the operator.")
      .Output(0, "dX0, dX1, ...", "Gradients of the inputs.");
}

}  // namespace netdef
