// Int8FC: Y = X * W^T + b on quantized tensors, requantized.
#include "ops/quantized/_gemm.h"
#include "netdef/dims.h"

namespace netdef {
namespace {

std::vector<TensorSpec> FCShape(const int8::OutputArgs&, const ShapeInputs& in) {
  const Dims &x = in[0].dims, &w = in[1].dims;
  NETDEF_ENFORCE(!x.empty() && !w.empty(), "[Int8FC] expects inputs of at least one dimension");
  const int64_t k = SizeFromDim(x, 1);
  NETDEF_ENFORCE_EQ(k, SizeFromDim(w, 1), "[Int8FC] X and W must have rows of the same size, got [", DimsString(x),
                    "] and [", DimsString(w), "]");
  return {int8::Spec({x[0], w[0]})};
}

class Int8FCOp final : public int8::Int8Operator<> {
 public:
  using Int8Operator::Int8Operator;

 protected:
  void Compute() override {
    const Int8Tensor &x = X(0), &w = X(1);
    const int64_t m = x.t.dim(0), n = w.t.dim(0), k = SizeFromDim(w.t.dims(), 1);
    const int32_t* bias = int8::Bias(type(), X(2), n);
    const int8::Requantizer requantize(int8::ProductScale(type(), x.scale, w.scale, args_.scale), args_.zero_point, false);
    filter_.Assign(w.t.data<uint8_t>(), w.t.numel(), w.zero_point);
    const uint8_t* input = x.t.data<uint8_t>();
    const int32_t x_zero = int8::Zero(x.zero_point);
    uint8_t* y = Y()->t.mutable_data<uint8_t>();
    if (m == 0 || n == 0) return;
    // Work is shared by row tiles and columns alike, so that a single row keeps all threads busy.
    const int64_t tiles = (m + int8::kTileRows - 1) / int8::kTileRows;
    const int64_t grain = std::max<int64_t>(1, (int64_t{1} << 16) / std::max<int64_t>(1, k * int8::kTileRows));
    ParallelFor(0, tiles * n, grain, [&](int64_t begin, int64_t end) {
      int16_t* rows = int8::Scratch(int8::kTileRows * k);
      int64_t widened = -1;
      for (int64_t i = begin; i < end; ++i) {
        const int64_t first = i / n * int8::kTileRows, count = std::min(int8::kTileRows, m - first), column = i % n;
        if (widened != first) {
          int8::Widen(input + first * k, count * k, x_zero, rows);
          std::fill(rows + count * k, rows + int8::kTileRows * k, int16_t{0});
          widened = first;
        }
        uint32_t sums[int8::kTileRows] = {};
        int8::Dot4(rows, k, filter_.data() + column * k, k, sums);
        for (int64_t r = 0; r < count; ++r) y[(first + r) * n + column] = requantize(sums[r], bias[column]);
      }
    });
  }

 private:
  int8::Filter filter_;
};

OPERATOR_SCHEMA(Int8FC)
    .NumInputs(3, 4)
    .NumOutputs(1, 4)
    .Args<int8::OutputArgs>()
    .Shape<int8::OutputArgs>(FCShape)
    .SetDoc("Fully connected layer on quantized tensors.\n\n"
            "The scale of X times that of W over Y_scale must be below 1; the scale of the bias is taken to be that "
            "product of X and W.")
    .Input(0, "X", "Int8Tensor of shape (M, ...).")
    .Input(1, "W", "Int8Tensor of shape (N, K), K being the size of a row of X.")
    .Input(2, "b", "Int8Tensor of int32, shape (N).")
    .Input(3, "Qparam", "Ignored by this kernel.")
    .Output(0, "Y", "Int8Tensor of shape (M, N).");

REGISTER_CPU_OPERATOR(Int8FC, Int8FCOp);
INT8_NO_GRADIENT(Int8FC);

}  // namespace
}  // namespace netdef
