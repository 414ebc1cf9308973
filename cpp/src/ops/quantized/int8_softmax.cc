// Int8Softmax: exp(x) / sum(exp(x)) over all dims but the first, in steps of 1/256.
//
// As in QNNPACK: exp comes from a table of integers relative to the row's maximum, scaled so that a row's sum fits
// 32 bits; the quotient is rounded to nearest. The argument axis is ignored, as it was.
#include "base/grain.h"
#include "ops/quantized/_shared.h"

namespace netdef {
namespace {

struct SoftmaxArgs : int8::OutputArgs {
  int axis = 1;

  template <typename V>
  void Fields(V& v) {
    OutputArgs::Fields(v);
    v("axis", axis, "Ignored: every row of the first dimension is normalised.");
  }
};

class Int8SoftmaxOp final : public int8::Int8Operator<SoftmaxArgs> {
 public:
  using Int8Operator::Int8Operator;

 protected:
  void Compute() override {
    int8::RequireProbabilityScale(type(), args_);
    const Tensor& input = X(0).t;
    NETDEF_ENFORCE_GE(input.dim(), 1, "[Int8Softmax] expects at least one dimension");
    const int64_t rows = input.dim(0);
    const uint8_t* x = input.data<uint8_t>();
    uint8_t* y = Y()->t.mutable_data<uint8_t>();
    if (input.numel() == 0) return;
    const int64_t columns = input.numel() / rows;
    MakeTable(X(0).scale, columns);
    ParallelFor(0, rows, GrainFor(int8::kGrain / 8, columns), [&](int64_t begin, int64_t end) {
      for (int64_t r = begin; r < end; ++r) Row(x + r * columns, y + r * columns, columns);
    });
  }

 private:
  void Row(const uint8_t* x, uint8_t* y, int64_t n) const {
    const uint8_t largest = *std::max_element(x, x + n);
    const uint32_t* table = table_ + (255 - largest);
    uint32_t sum = 0;
    for (int64_t i = 0; i < n; ++i) sum += table[x[i]];
    if (sum == 0) {  // more columns than the table can express: every probability is below a step
      std::fill(y, y + n, uint8_t{0});
      return;
    }
    for (int64_t i = 0; i < n; ++i) {
      const uint64_t q = ((static_cast<uint64_t>(table[x[i]]) << 8) + (sum >> 1)) / sum;
      y[i] = static_cast<uint8_t>(std::min<uint64_t>(q, 255));
    }
  }

  void MakeTable(float scale, int64_t columns) {
    if (scale == scale_ && columns == columns_) return;
    const double unit = std::min(static_cast<double>(UINT32_MAX) / static_cast<double>(columns), 8388607.0);
    for (int i = 0; i < 256; ++i) {
      const double e = unit * std::exp(static_cast<double>(i - 255) * static_cast<double>(scale));
      table_[i] = e <= unit ? static_cast<uint32_t>(std::llrint(e)) : 0;  // a scale that is no positive number
    }
    scale_ = scale;
    columns_ = columns;
  }

  uint32_t table_[256] = {};  // exp((i - 255) * scale)
  float scale_ = 0;
  int64_t columns_ = 0;
};

OPERATOR_SCHEMA(Int8Softmax)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<SoftmaxArgs>()
    .Shape(int8::SameShape())
    .SetDoc("Softmax of a quantized tensor over all dims but the first. Y_scale must be 1/256 and Y_zero_point 0.")
    .Input(0, "input", "Int8Tensor of shape (N, ...).")
    .Output(0, "output", "Int8Tensor of the shape of the input, in steps of 1/256.");

REGISTER_CPU_OPERATOR(Int8Softmax, Int8SoftmaxOp);
INT8_NO_GRADIENT(Int8Softmax);

}  // namespace
}  // namespace netdef
