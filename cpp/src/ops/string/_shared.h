// Operators that do one thing to every string of a tensor.
#pragma once

#include <string>
#include <vector>

#include "netdef/operator.h"

namespace netdef {

// Fn is made from Args; it takes a string and gives an element of the output.
template <typename Args, typename Fn>
class EachStringOp final : public KernelOperator<Args> {
  using Result = std::invoke_result_t<Fn, const std::string&>;

 public:
  using KernelOperator<Args>::KernelOperator;

  static std::vector<TensorSpec> Shape(const Args&, const ShapeInputs& in) { return {TensorSpec(in[0].dims, DTypeOf<Result>::value)}; }

 protected:
  void Compute() override {
    const auto* x = this->Input(0).template data<std::string>();
    Result* y = this->Output(0)->template mutable_data<Result>();
    const Fn fn{this->args_};
    for (int64_t i = 0; i < this->Input(0).numel(); ++i) y[i] = fn(x[i]);
  }
};

template <typename Args, typename Fn>
void TakesStrings(OpSchema& schema) {
  schema.NumInputs(1).NumOutputs(1).Args<Args>().template Shape<Args>(EachStringOp<Args, Fn>::Shape);
  schema.Input(0, "strings", "Strings, a tensor of any shape.");
}

struct LengthArgs {
  int64_t length = 3;

  template <typename V>
  void Fields(V& v) {
    v("length", length, "How many bytes to keep; shorter strings stay as they are.");
    NETDEF_ENFORCE_GE(length, 0, "length must not be negative");
  }
};

}  // namespace netdef
