// LayerNormalization of ONNX: everything from an axis on moved and scaled by its own moments.
// https://arxiv.org/abs/1607.06450
#include "base/grain.h"
#include "ops/onnx_norm/_shared.h"

namespace netdef {
namespace {

struct LayerNormalizationArgs : AxisArgs {
  float epsilon = 1e-5f;
  int64_t stash_type = 1;

  template <typename V>
  void Fields(V& v) {
    AxisArgs::Fields(v);
    v("epsilon", epsilon, "Added to the variance.");
    v("stash_type", stash_type, "Type of Mean and InvStdDev, as ONNX's TensorProto.DataType; computed in double.");
  }
};

std::vector<TensorSpec> LayerNormalizationShape(const LayerNormalizationArgs& args, const ShapeInputs& in) {
  const Dims& dims = in[0].dims;
  const auto axis = static_cast<size_t>(CanonicalAxis(args.axis, dims));
  for (size_t i = 1; i < 3; ++i) {
    if (in.has(i)) NETDEF_ENFORCE(BroadcastPlan::ResultDims(dims, in[i].dims) == dims, "scale and bias must stretch to the shape of X");
  }
  const DType stash = DTypeFromOnnx(static_cast<int>(args.stash_type));
  NETDEF_ENFORCE(stash == DType::kFloat || stash == DType::kDouble || IsHalfWidth(stash), "stash_type must be a float type, got ", args.stash_type);
  Dims reduced = dims;
  std::fill(reduced.begin() + static_cast<int64_t>(axis), reduced.end(), 1);
  return {in[0], TensorSpec(reduced, stash), TensorSpec(reduced, stash)};
}

class LayerNormalizationOp final : public WidenedOperator<LayerNormalizationArgs> {
 public:
  using WidenedOperator::WidenedOperator;

 protected:
  void ComputeWide() override {
    const Dims& dims = Input(0).dims();
    const int axis = CanonicalAxis(args_.axis, dims);
    const int64_t rows = SizeToDim(dims, axis), row = SizeFromDim(dims, axis);
    DispatchTypes<float, double>(Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* x = Input(0).data<T>();
      T* y = Output(0)->mutable_data<T>();
      std::vector<double> means(static_cast<size_t>(rows)), inverses(static_cast<size_t>(rows));
      const std::vector<T> scale = ValuesOf<T>(Input(1)), bias = HasInput(2) ? ValuesOf<T>(Input(2)) : std::vector<T>();
      const bool plain = static_cast<int64_t>(scale.size()) == row && (bias.empty() || static_cast<int64_t>(bias.size()) == row);
      ParallelFor(0, rows, GrainFor(kNormGrain, row), [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end && row > 0; ++i) {
          const Moments m = MomentsOf(x + i * row, row);
          const double inverse = 1 / std::sqrt(m.variance + static_cast<double>(args_.epsilon));
          means[static_cast<size_t>(i)] = m.mean;
          inverses[static_cast<size_t>(i)] = inverse;
          Normalize(x + i * row, static_cast<T>(m.mean), static_cast<T>(inverse), plain ? scale.data() : nullptr,
                    plain && !bias.empty() ? bias.data() : nullptr, row, y + i * row);
        }
      });
      if (!plain) {
        Stretch(scale, Input(1).dims(), [](T a, T b) { return a * b; });
        if (!bias.empty()) Stretch(bias, Input(2).dims(), [](T a, T b) { return a + b; });
      }
      Store(means, 1);
      Store(inverses, 2);
    });
  }

 private:
  template <typename T>
  static void Normalize(const T* x, T mean, T inverse, const T* scale, const T* bias, int64_t n, T* y) {
#pragma omp simd
    for (int64_t k = 0; k < n; ++k) y[k] = (x[k] - mean) * inverse;
    if (scale != nullptr) {
#pragma omp simd
      for (int64_t k = 0; k < n; ++k) y[k] *= scale[k];
    }
    if (bias != nullptr) {
#pragma omp simd
      for (int64_t k = 0; k < n; ++k) y[k] += bias[k];
    }
  }

  template <typename T, typename Fn>
  void Stretch(const std::vector<T>& values, const Dims& dims, const Fn& fn) {
    T* y = Output(0)->mutable_data<T>();
    const BroadcastPlan plan(Output(0)->dims(), dims);
    const T* v = values.data();
    BroadcastEach(plan, [&](int64_t c, int64_t, int64_t b) { y[c] = fn(y[c], v[b]); });
  }

  void Store(const std::vector<double>& values, int output) {
    if (!HasOutput(output)) return;
    DispatchTypes<float, double>(Output(output)->dtype(), [&](auto zero) {
      using T = decltype(zero);
      std::transform(values.begin(), values.end(), Output(output)->mutable_data<T>(), [](double v) { return static_cast<T>(v); });
    });
  }
};

ONNX_OPERATOR_SCHEMA(LayerNormalization)
    .NumInputs(2, 3)
    .NumOutputs(1, 3)
    .Args<LayerNormalizationArgs>()
    .Shape<LayerNormalizationArgs>(LayerNormalizationShape)
    .SetDoc("Normalises everything from an axis on.\n\nSource: [Ba et al., 2016](https://arxiv.org/abs/1607.06450).")
    .Input(0, "X", "Tensor of floats.")
    .Input(1, "Scale", "Stretches to X.")
    .Input(2, "B", "The bias; optional.")
    .Output(0, "Y", "Shape and type of X.")
    .Output(1, "Mean", "Of each row, axes from `axis` on with extent 1.")
    .Output(2, "InvStdDev", "1 / sqrt(variance + epsilon) likewise.");

REGISTER_ONNX_OPERATOR(LayerNormalization, LayerNormalizationOp);

}  // namespace
}  // namespace netdef
