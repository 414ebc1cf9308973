// BatchNormalization of ONNX: each channel moved and scaled by given moments or, in training, by those of the batch.
// https://arxiv.org/abs/1502.03167
#include "base/grain.h"
#include "ops/onnx_norm/_shared.h"

namespace netdef {
namespace {

struct BatchNormalizationArgs {
  float epsilon = 1e-5f, momentum = 0.9f;
  bool training_mode = false;

  template <typename V>
  void Fields(V& v) {
    v("epsilon", epsilon, "Added to the variance.");
    v("momentum", momentum, "In training: what the running moments keep of themselves.");
    v("training_mode", training_mode, "The moments are those of the batch, and the running ones are updated.");
  }
};

std::vector<TensorSpec> BatchNormalizationShape(const BatchNormalizationArgs&, const ShapeInputs& in) {
  const int64_t channels = in[0].dims.size() == 1 ? 1 : ChannelsOf(in[0].dims);
  const char* names[] = {"scale", "B", "input_mean", "input_var"};
  for (size_t i = 0; i < 4; ++i) CheckChannelVector(in[i + 1].dims, channels, names[i]);
  return {in[0], in[3], in[4]};
}

class BatchNormalizationOp final : public WidenedOperator<BatchNormalizationArgs> {
 public:
  using WidenedOperator::WidenedOperator;

 protected:
  void ComputeWide() override {
    DispatchTypes<float, double>(Input(0).dtype(), [&](auto zero) { Run<decltype(zero)>(); });
  }

 private:
  template <typename T>
  void Run() {
    const Dims& dims = Input(0).dims();
    const int64_t batch = dims[0], channels = Input(1).numel(), plane = dims.size() < 2 ? 1 : SizeFromDim(dims, 2);
    const std::vector<double> scale = ValuesOf<double>(Input(1)), bias = ValuesOf<double>(Input(2));
    std::vector<double> mean = ValuesOf<double>(Input(3)), variance = ValuesOf<double>(Input(4));
    const T* x = Input(0).data<T>();
    if (args_.training_mode) {
      const std::vector<double> old_mean = mean, old_variance = variance;
      MomentsOfBatch(x, batch, channels, plane, &mean, &variance);
      Blend(old_mean, mean, 1);
      Blend(old_variance, variance, 2);
    } else {
      NETDEF_ENFORCE(!HasOutput(1) && !HasOutput(2), "[BatchNormalization] running moments are only computed with training_mode=1");
    }
    T* y = Output(0)->mutable_data<T>();
    ParallelFor(0, batch * channels, GrainFor(kNormGrain, plane), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const auto c = static_cast<size_t>(i % channels);
        const double factor = scale[c] / std::sqrt(variance[c] + static_cast<double>(args_.epsilon));
        const T a = static_cast<T>(factor), b = static_cast<T>(bias[c] - mean[c] * factor);
        const T* in = x + i * plane;
        T* out = y + i * plane;
        for (int64_t k = 0; k < plane; ++k) out[k] = in[k] * a + b;
      }
    });
  }

  template <typename T>
  static void MomentsOfBatch(const T* x, int64_t batch, int64_t channels, int64_t plane, std::vector<double>* mean, std::vector<double>* variance) {
    const auto count = static_cast<double>(batch * plane);
    NETDEF_ENFORCE(count > 0, "[BatchNormalization] an empty batch has no moments");
    for (int64_t c = 0; c < channels; ++c) {
      double sum = 0, squares = 0;
      const auto each = [&](auto visit) {
        for (int64_t n = 0; n < batch; ++n) {
          for (int64_t k = 0; k < plane; ++k) visit(static_cast<double>(x[(n * channels + c) * plane + k]));
        }
      };
      each([&](double value) { sum += value; });
      const double m = sum / count;
      each([&](double value) { squares += (value - m) * (value - m); });
      (*mean)[static_cast<size_t>(c)] = m;
      (*variance)[static_cast<size_t>(c)] = squares / count;
    }
  }

  void Blend(const std::vector<double>& old, const std::vector<double>& current, int output) {
    if (!HasOutput(output)) return;
    DispatchTypes<float, double>(Output(output)->dtype(), [&](auto zero) {
      using T = decltype(zero);
      T* out = Output(output)->mutable_data<T>();
      const auto keep = static_cast<double>(args_.momentum);
      for (size_t c = 0; c < old.size(); ++c) out[c] = static_cast<T>(old[c] * keep + current[c] * (1 - keep));
    });
  }
};

ONNX_OPERATOR_SCHEMA(BatchNormalization)
    .NumInputs(5)
    .NumOutputs(1, 3)
    .Args<BatchNormalizationArgs>()
    .Shape<BatchNormalizationArgs>(BatchNormalizationShape)
    .SetDoc("Normalises each channel.\n\nSource: [Ioffe and Szegedy, 2015](https://arxiv.org/abs/1502.03167).")
    .Input(0, "X", "[N, C, ...].")
    .Input(1, "scale", "[C].")
    .Input(2, "B", "[C]: the bias.")
    .Input(3, "input_mean", "[C]: the mean, in training the running one.")
    .Input(4, "input_var", "[C]: the variance likewise.")
    .Output(0, "Y", "Shape and type of X.")
    .Output(1, "running_mean", "Only in training.")
    .Output(2, "running_var", "Only in training.");

REGISTER_ONNX_OPERATOR(BatchNormalization, BatchNormalizationOp);

}  // namespace
}  // namespace netdef
