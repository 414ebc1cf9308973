// ReduceFrontMax and ReduceBackMax.
#pragma once

#include <string>
#include <vector>

#include "ops/reduce/_ends.h"

namespace netdef {

// Of no element, by lengths of 0, the maximum is the first element.
struct EndMax {
  template <typename T>
  static T First(T x) {
    return x;
  }
  template <typename T>
  static T Next(T y, T x) {
    return y < x ? x : y;
  }
  template <typename T>
  static T Run(int64_t n, const T* x) {
    T max = x[0];
    for (int64_t i = 1; i < n; ++i) max = Next(max, x[i]);
    return max;
  }
  template <typename T>
  static T Last(T y, int64_t) {
    return y;
  }
};

// (dY, X, Y[, lengths]) -> dX: dY where x is the maximum, 0 elsewhere.
template <End end>
class ReduceEndMaxGradientOp final : public ReduceEndGradientBase<end> {
 public:
  using ReduceEndGradientBase<end>::ReduceEndGradientBase;

 protected:
  void Compute() override {
    const EndView& view = this->view_;
    NETDEF_ENFORCE_EQ(this->Input(2).numel(), view.kept, "[", this->type(), "] Y must have the shape of the reduced X");
    const int32_t* lengths = this->InputSize() > 3 ? CheckedLengths(this->args_, this->Input(3), view) : nullptr;
    DispatchTypes(NumericTypes(), this->Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* dy = this->Input(0).template data<T>();
      const T* x = this->Input(1).template data<T>();
      const T* y = this->Input(2).template data<T>();
      T* dx = this->Output(0)->template mutable_data<T>();
      if (lengths == nullptr) {
        this->ForEach([=](int64_t i, int64_t r, int64_t) { dx[i] = x[i] == y[r] ? dy[r] : T(0); });
      } else {
        this->ForEach([=](int64_t i, int64_t r, int64_t k) {
          dx[i] = k < lengths[r] && x[i] == y[r] ? dy[r] : T(0);
        });
      }
    });
  }
};

inline void ReduceEndMaxGradientSchema(OpSchema& schema) {
  schema.NumInputs(3, 4)
      .NumOutputs(1)
      .Args<EndArgs>()
      .IdenticalTypeAndShapeOfInput(1)
      .Input(0, "dY", "Gradient of Y.")
      .Input(1, "X", "Tensor that was reduced.")
      .Input(2, "Y", "The maxima.")
      .Input(3, "lengths", "As for the operator.")
      .Output(0, "dX", "Gradient of X.");
}

// TypeGradient(dY, X, Y[, lengths])
class GetReduceEndMaxGradient final : public GradientMakerBase {
 public:
  using GradientMakerBase::GradientMakerBase;

  std::vector<OperatorDef> GetGradientDefs() override {
    std::vector<std::string> inputs{GO(0), I(0), O(0)};
    if (InputSize() > 1) inputs.push_back(I(1));
    return SingleGradientDef(Def().type() + "Gradient", "", inputs, {GI(0)});
  }
};

}  // namespace netdef
