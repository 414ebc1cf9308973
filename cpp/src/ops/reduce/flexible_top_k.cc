// FlexibleTopK: the K[i] largest elements of row i of X, from the largest on, with their places; all rows
// one after the other. Of elements that tie the one that comes first. Rows lie along the last axis.
// dX = dY at the places of these elements, 0 elsewhere.
#include <algorithm>
#include <numeric>

#include "netdef/pointwise.h"
#include "ops/reduce/_largest_first.h"

namespace netdef {
namespace {

// Checks that each row has the number of elements wanted of it, and adds them up.
int64_t TotalOf(const Tensor& k, int64_t rows, int64_t width) {
  NETDEF_ENFORCE_EQ(k.numel(), rows, "first n-1 dims of input data and K does not match");
  const int64_t* wanted = k.data<int64_t>();
  int64_t total = 0;
  for (int64_t i = 0; i < rows; ++i) {
    NETDEF_ENFORCE(wanted[i] > 0 && wanted[i] <= width, "k should be greater than 0 and not be greater than last dim ",
                   width, ", error at index ", i, ", with value: ", wanted[i]);
    total += wanted[i];
  }
  return total;
}

int64_t WidthOf(const Tensor& x) {
  NETDEF_ENFORCE(x.dim() >= 1, "X must have at least one dim");
  return x.dims().back();
}

class FlexibleTopKOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t width = WidthOf(Input(0));
    const int64_t rows = width > 0 ? Input(0).numel() / width : 0;
    const int64_t total = TotalOf(Input(1), rows, width);
    const int64_t* k = Input(1).data<int64_t>();
    DispatchTypes(NumericTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* x = Input(0).data<T>();
      Output(0)->Resize({total}, Input(0).dtype());
      Output(1)->Resize({total}, DType::kInt64);
      T* values = Output(0)->mutable_data<T>();
      int64_t* indices = Output(1)->mutable_data<int64_t>();
      std::vector<int64_t> order(static_cast<size_t>(width));
      for (int64_t row = 0; row < rows; x += width, values += k[row], indices += k[row], ++row) {
        std::iota(order.begin(), order.end(), 0);
        std::partial_sort(order.begin(), order.begin() + k[row], order.end(), LargestFirst<T>{x});
        std::copy(order.begin(), order.begin() + k[row], indices);
        for (int64_t i = 0; i < k[row]; ++i) values[i] = x[indices[i]];
      }
    });
  }
};

// (X, K, dValues, Indices) -> dX
class FlexibleTopKGradientOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t width = WidthOf(Input(0));
    const int64_t rows = width > 0 ? Input(0).numel() / width : 0;
    const int64_t total = TotalOf(Input(1), rows, width);
    NETDEF_ENFORCE(Input(2).numel() == total && Input(3).numel() == total,
                   "[FlexibleTopKGradient] dValues and Indices must have ", total, " elements");
    const int64_t* k = Input(1).data<int64_t>();
    const int64_t* indices = Input(3).data<int64_t>();
    DispatchTypes(FloatTypes(), Input(2).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* dvalues = Input(2).data<T>();
      T* dx = Output(0)->mutable_data<T>();
      std::fill(dx, dx + Output(0)->numel(), T(0));
      int64_t at = 0;
      for (int64_t row = 0; row < rows; ++row) {
        for (int64_t i = 0; i < k[row]; ++i, ++at) {
          NETDEF_ENFORCE(indices[at] >= 0 && indices[at] < width, "[FlexibleTopKGradient] index ", indices[at],
                         " is out of range 0 to ", width - 1);
          dx[row * width + indices[at]] = dvalues[at];
        }
      }
    });
  }
};

OPERATOR_SCHEMA(FlexibleTopK)
    .NumInputs(2)
    .NumOutputs(2)
    .ShapeDependsOnData("the second input says how many elements are wanted of each row")
    .SetDoc("The largest elements of each row of a tensor, as many as are wanted of it.")
    .Input(0, "X", "Tensor whose last dim are the rows.")
    .Input(1, "K", "int64, one for each row: how many elements.")
    .Output(0, "Flatten values", "The elements of all rows one after the other.")
    .Output(1, "Flatten indices", "int64: their places in their rows.");

OPERATOR_SCHEMA(FlexibleTopKGradient)
    .NumInputs(4)
    .NumOutputs(1)
    .Shape([](const ShapeInputs& in) { return std::vector<TensorSpec>{{in[0].dims, in[2].dtype}}; })
    .SetDoc("Gradient of FlexibleTopK.")
    .Input(0, "X", "Input of FlexibleTopK; only its shape is read.")
    .Input(1, "K", "Second input of FlexibleTopK.")
    .Input(2, "dValues", "Gradient of the values.")
    .Input(3, "Indices", "Second output of FlexibleTopK.")
    .Output(0, "dX", "Gradient of X.");

REGISTER_CPU_OPERATOR(FlexibleTopK, FlexibleTopKOp);
REGISTER_CPU_OPERATOR(FlexibleTopKGradient, FlexibleTopKGradientOp);
SIMPLE_GRADIENT(FlexibleTopK, "FlexibleTopKGradient", {I(0), I(1), GO(0), O(1)}, {GI(0)});

}  // namespace
}  // namespace netdef
