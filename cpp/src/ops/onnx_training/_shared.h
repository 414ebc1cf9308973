// What the optimizers of ONNX's preview domain share: inputs are the rate, the step, then for each tensor in groups X, gradients and states.
#pragma once

#include <cmath>
#include <vector>

#include "netdef/onnx_operator.h"

namespace netdef {
inline namespace onnx_training {  // other families have things of the same names

// Kernel has kStates and Update(args, rate, step, x, gradient, states) for one element; outputs are the new X and states.
template <typename Kernel, typename Args>
class OptimizerOp final : public KernelOperator<Args> {
 public:
  using KernelOperator<Args>::KernelOperator;

 protected:
  void Compute() override {
    const int tensors = (this->InputSize() - 2) / (2 + Kernel::kStates);
    DispatchTypes<float, double>(this->Input(2).dtype(), [&](auto zero) {
      using T = decltype(zero);
      NETDEF_ENFORCE_EQ(this->Input(0).numel(), 1, "[", this->type(), "] the rate must be one number");
      double rate = 0;
      DispatchTypes<float, double>(this->Input(0).dtype(), [&](auto one) { rate = static_cast<double>(*this->Input(0).template data<decltype(one)>()); });
      const int64_t step = IntValue(this->Input(1), "the step");
      for (int i = 0; i < tensors; ++i) {
        const T *x = this->Input(2 + i).template data<T>(), *g = this->Input(2 + tensors + i).template data<T>();
        std::vector<const T*> states;
        std::vector<T*> outputs{this->Output(i)->template mutable_data<T>()};
        for (int s = 1; s <= Kernel::kStates; ++s) {
          states.push_back(this->Input(2 + (1 + s) * tensors + i).template data<T>());
          outputs.push_back(this->Output(s * tensors + i)->template mutable_data<T>());
        }
        for (int64_t k = 0; k < this->Input(2 + i).numel(); ++k) {
          double values[1 + Kernel::kStates] = {static_cast<double>(x[k])};
          for (int s = 0; s < Kernel::kStates; ++s) values[1 + s] = static_cast<double>(states[static_cast<size_t>(s)][k]);
          Kernel::Update(this->args_, rate, step, static_cast<double>(g[k]), values);
          for (int s = 0; s <= Kernel::kStates; ++s) outputs[static_cast<size_t>(s)][k] = static_cast<T>(values[s]);
        }
      }
    });
  }
};

template <typename Kernel, typename Args>
void OptimizerSchema(OpSchema& schema) {
  schema.NumInputs([](int n) { return n > 2 && (n - 2) % (2 + Kernel::kStates) == 0; })
      .NumInputsOutputs([](int in, int out) { return out == (in - 2) / (2 + Kernel::kStates) * (1 + Kernel::kStates); })
      .template Args<Args>()
      .Shape([](const ShapeInputs& in) {
        const size_t tensors = (in.size() - 2) / (2 + Kernel::kStates);
        std::vector<TensorSpec> specs;
        for (size_t s = 0; s < 1 + Kernel::kStates; ++s) {
          for (size_t i = 0; i < tensors; ++i) {
            for (size_t group = 1; group < 2 + Kernel::kStates; ++group) {
              const TensorSpec& other = in[2 + group * tensors + i];
              NETDEF_ENFORCE(other.dims == in[2 + i].dims && other.dtype == in[2 + i].dtype, "a tensor, its gradient and its states must have one shape and type");
            }
            specs.push_back(in[2 + i]);
          }
        }
        return specs;
      })
      .Input(0, "R", "The learning rate, one number.")
      .Input(1, "T", "int64: the number of updates so far.")
      .Input(2, "inputs", "Tensors, then their gradients, then their states.")
      .Output(0, "outputs", "The new tensors, then the new states.");
}

}  // namespace onnx_training
}  // namespace netdef
