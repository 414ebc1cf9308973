// FC: Y = X * W^T + b, with X seen as a matrix of its dims before and from `axis`, W before and from
// `axis_w`. FCTransposed: Y = X * W + b. The engines FAKE_* compute in float on inputs rounded to a
// smaller format, to study what that format would cost.
#include <cstring>

#include "netdef/dims.h"
#include "netdef/math.h"
#include "netdef/operator.h"
#include "ops/linear/_sizes.h"

namespace netdef {
namespace {

using math::Trans;

struct FCArgs {
  int axis = 1;
  int axis_w = 1;
  bool float16_compute = false;

  template <typename V>
  void Fields(V& v) {
    v("axis", axis, "The dims of X from this axis on are one row of the matrix.");
    v("axis_w", axis_w, "The dims of W from this axis on are the columns of the weight matrix.");
    v("float16_compute", float16_compute, "Ignored: only GPUs made a difference.");
  }
};

template <bool kTransposed>
FCSizes Sizes(const FCArgs& args, const Dims& x, const Dims& w) {
  return FCSizes("FC", args.axis, args.axis_w, kTransposed, x, w);
}

template <bool kTransposed>
std::vector<TensorSpec> FCShape(const FCArgs& args, const ShapeInputs& in) {
  const FCSizes s = Sizes<kTransposed>(args, in[0].dims, in[1].dims);
  return {TensorSpec(s.Output("FC", in[0].dims, in[2].dims), DType::kFloat)};
}

template <bool kTransposed>
std::vector<TensorSpec> FCGradientShape(const FCArgs& args, const ShapeInputs& in) {
  const FCSizes s = Sizes<kTransposed>(args, in[0].dims, in[1].dims);
  NETDEF_ENFORCE_EQ(NumElements(in[2].dims), s.m * s.n, "Dimension mismatch: [FCGradient] the size of dY is wrong");
  return {TensorSpec(in[1].dims, DType::kFloat), TensorSpec({s.n}, DType::kFloat),
          TensorSpec(in[0].dims, DType::kFloat)};
}

// What a FAKE_* engine does to every input: keep the upper bits of a float, or go through half.
struct Exact {
  static constexpr bool kRounds = false;
  static float Round(float x) { return x; }
};

template <uint32_t kMask, uint32_t kBias = 0>
struct KeepBits {
  static constexpr bool kRounds = true;
  static float Round(float x) {
    uint32_t bits;
    std::memcpy(&bits, &x, sizeof bits);
    bits = (bits + kBias) & kMask;
    std::memcpy(&x, &bits, sizeof bits);
    return x;
  }
};

struct ThroughHalf {
  static constexpr bool kRounds = true;
  static float Round(float x) { return static_cast<float>(Half(x)); }
};

template <typename Format>
class Rounded {
 public:
  const float* operator()(const Tensor& t) {
    const float* x = t.data<float>();
    if constexpr (!Format::kRounds) return x;
    buffer_.resize(static_cast<size_t>(t.numel()));
    for (size_t i = 0; i < buffer_.size(); ++i) buffer_[i] = Format::Round(x[i]);
    return buffer_.data();
  }

 private:
  std::vector<float> buffer_;
};

template <bool kTransposed, typename Format = Exact>
class FCOp final : public KernelOperator<FCArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override { sizes_ = Sizes<kTransposed>(args_, Input(0).dims(), Input(1).dims()); }

  void Compute() override {
    const float* x = x_(Input(0));
    const float* w = w_(Input(1));
    const float* b = b_(Input(2));
    float* y = Output(0)->mutable_data<float>();
    for (int64_t i = 0; i < sizes_.m; ++i) std::copy(b, b + sizes_.n, y + i * sizes_.n);
    math::Gemm(Trans::kNo, kTransposed ? Trans::kNo : Trans::kYes, sizes_.m, sizes_.n, sizes_.k, 1.0f, x, w, 1.0f, y);
  }

 private:
  FCSizes sizes_;
  Rounded<Format> x_, w_, b_;
};

// dW = dY^T * X (X^T * dY), db = the column sums of dY, dX = dY * W (dY * W^T).
template <bool kTransposed, typename Format = Exact>
class FCGradientOp final : public KernelOperator<FCArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override { sizes_ = Sizes<kTransposed>(args_, Input(0).dims(), Input(1).dims()); }

  void Compute() override {
    const int64_t m = sizes_.m, n = sizes_.n, k = sizes_.k;
    const float* x = x_(Input(0));
    const float* w = w_(Input(1));
    const float* dy = dy_(Input(2));
    if (kTransposed) {
      math::Gemm(Trans::kYes, Trans::kNo, k, n, m, 1.0f, x, dy, 0.0f, Output(0)->mutable_data<float>());
    } else {
      math::Gemm(Trans::kYes, Trans::kNo, n, k, m, 1.0f, dy, x, 0.0f, Output(0)->mutable_data<float>());
    }
    float* db = Output(1)->mutable_data<float>();
    std::fill(db, db + n, 0.0f);
    for (int64_t i = 0; i < m; ++i) math::Axpy(n, 1.0f, dy + i * n, db);
    if (OutputSize() == 3) {
      math::Gemm(Trans::kNo, kTransposed ? Trans::kYes : Trans::kNo, m, k, n, 1.0f, dy, w, 0.0f,
                 Output(2)->mutable_data<float>());
    }
  }

 private:
  FCSizes sizes_;
  Rounded<Format> x_, w_, dy_;
};

template <bool kTransposed>
OpCost FCCost(const Arguments& arguments, const ShapeInputs& in, const std::vector<TensorSpec>&) {
  const FCSizes s = Sizes<kTransposed>(ParseArgs<FCArgs>(arguments), in[0].dims, in[1].dims);
  return ProductCost(s.m, s.n, s.k, true);
}

OPERATOR_SCHEMA(FC)
    .NumInputs(3)
    .NumOutputs(1)
    .Args<FCArgs>()
    .Shape<FCArgs>(FCShape<false>)
    .Cost(FCCost<false>)
    .SetDoc("Fully connected layer: Y = X * W^T + b.\n\n"
            "X is read as a matrix: its dims before `axis` are the rows, the others one row. Y keeps the dims of X before "
            "`axis` and gets the number of outputs as its last one.")
    .Input(0, "X", "Float tensor of any shape with at least `axis` dims.")
    .Input(1, "W", "Weights, outputs x inputs (split at `axis_w`).")
    .Input(2, "b", "Bias, one value for each output.")
    .Output(0, "Y", "The dims of X before `axis`, then the number of outputs.");

OPERATOR_SCHEMA(FCTransposed)
    .NumInputs(3)
    .NumOutputs(1)
    .Args<FCArgs>()
    .Shape<FCArgs>(FCShape<true>)
    .Cost(FCCost<true>)
    .SetDoc("Fully connected layer whose weights are stored inputs x outputs: Y = X * W + b. See FC.")
    .Input(0, "X", "Float tensor of any shape with at least `axis` dims.")
    .Input(1, "W", "Weights, inputs x outputs (split at `axis_w`).")
    .Input(2, "b", "Bias, one value for each output.")
    .Output(0, "Y", "The dims of X before `axis`, then the number of outputs.");

OPERATOR_SCHEMA(FCGradient)
    .NumInputs(3)
    .NumOutputs(2, 3)
    .Args<FCArgs>()
    .Shape<FCArgs>(FCGradientShape<false>)
    .SetDoc("Gradient of FC.")
    .Input(0, "X", "Input of FC.")
    .Input(1, "W", "Weights of FC.")
    .Input(2, "dY", "Gradient of FC's output.")
    .Output(0, "dW", "Gradient of W.")
    .Output(1, "db", "Gradient of b.")
    .Output(2, "dX", "Gradient of X; computed where it is asked for.");

OPERATOR_SCHEMA(FCTransposedGradient)
    .NumInputs(3)
    .NumOutputs(2, 3)
    .Args<FCArgs>()
    .Shape<FCArgs>(FCGradientShape<true>)
    .SetDoc("Gradient of FCTransposed.")
    .Input(0, "X", "Input of FCTransposed.")
    .Input(1, "W", "Weights of FCTransposed.")
    .Input(2, "dY", "Gradient of FCTransposed's output.")
    .Output(0, "dW", "Gradient of W.")
    .Output(1, "db", "Gradient of b.")
    .Output(2, "dX", "Gradient of X; computed where it is asked for.");

REGISTER_CPU_OPERATOR(FC, FCOp<false>);
REGISTER_CPU_OPERATOR(FCTransposed, FCOp<true>);
REGISTER_CPU_OPERATOR(FCGradient, FCGradientOp<false>);
REGISTER_CPU_OPERATOR(FCTransposedGradient, FCGradientOp<true>);
SIMPLE_GRADIENT(FC, "FCGradient", {I(0), I(1), GO(0)}, {GI(1), GI(2), GI(0)});
SIMPLE_GRADIENT(FCTransposed, "FCTransposedGradient", {I(0), I(1), GO(0)}, {GI(1), GI(2), GI(0)});

using Bfp24 = KeepBits<0xFFFFFF00u>;
using Bfp16 = KeepBits<0xFFFF0000u>;
using Bfp16Round = KeepBits<0xFFFF0000u, 0x8000u>;
using Bfp14 = KeepBits<0xFFFC0000u>;

REGISTER_CPU_OPERATOR_WITH_ENGINE(FC, FAKE_FP16, FCOp<false, ThroughHalf>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(FC, FAKE_BFP_24, FCOp<false, Bfp24>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(FC, FAKE_BFP_16, FCOp<false, Bfp16>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(FC, FAKE_BFP_16_ROUND, FCOp<false, Bfp16Round>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(FC, FAKE_BFP_14, FCOp<false, Bfp14>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(FCGradient, FAKE_FP16, FCGradientOp<false, ThroughHalf>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(FCGradient, FAKE_BFP_24, FCGradientOp<false, Bfp24>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(FCGradient, FAKE_BFP_16, FCGradientOp<false, Bfp16>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(FCGradient, FAKE_BFP_16_ROUND, FCGradientOp<false, Bfp16Round>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(FCGradient, FAKE_BFP_14, FCGradientOp<false, Bfp14>);

}  // namespace
}  // namespace netdef
