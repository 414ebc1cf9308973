// Losses over classes.
#pragma once

#include <string>

#include "ops/onnx_norm/_shared.h"

namespace netdef {
inline namespace onnx_norm {  // other families have things of the same names

struct LossArgs {
  std::string reduction = "mean";
  int64_t ignore_index = 0;
  bool ignores = false;

  template <typename V>
  void Fields(V& v) {
    v("reduction", reduction, "none, sum or mean (weighted).");
    v("ignore_index", ignore_index, "A class whose elements do not count; absent: none.");
    if constexpr (V::kReads) {
      ignores = v.raw().Has("ignore_index");
      NETDEF_ENFORCE(reduction == "none" || reduction == "sum" || reduction == "mean", "reduction must be none, sum or mean, got '", reduction, "'");
    }
  }
};

inline std::vector<TensorSpec> LossShape(const LossArgs& args, const ShapeInputs& in) {
  const int64_t classes = ChannelsOf(in[0].dims);
  Dims expected = in[0].dims;
  expected.erase(expected.begin() + 1);
  NETDEF_ENFORCE(in[1].dims == expected, "expected classes of shape [", DimsString(expected), "], got [", DimsString(in[1].dims), "]");
  if (in.has(2)) CheckChannelVector(in[2].dims, classes, "the weight");
  return {TensorSpec(args.reduction == "none" ? expected : Dims{}, in[0].dtype), in[0]};
}

// With kSoftmax the scores are normalised first, and the second output gets the logarithms.
template <bool kSoftmax>
class LossOp final : public WidenedOperator<LossArgs> {
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
    const int64_t classes = dims[1], plane = SizeFromDim(dims, 2);
    const T* logs = Input(0).data<T>();
    std::vector<T> scratch;
    if constexpr (kSoftmax) {
      T* out;
      if (HasOutput(1)) {
        out = Output(1)->mutable_data<T>();
      } else {
        scratch.resize(static_cast<size_t>(Input(0).numel()));
        out = scratch.data();
      }
      for (int64_t i = 0; i < dims[0] * plane && classes > 0; ++i) {
        const int64_t at = i / plane * classes * plane + i % plane;
        LogSoftmax(logs + at, classes, plane, out + at);
      }
      logs = out;
    }
    const std::vector<int64_t> targets = IntegersOf(Input(1));
    const std::vector<double> weights = HasInput(2) ? ValuesOf<double>(Input(2)) : std::vector<double>(static_cast<size_t>(classes), 1.0);
    const bool none = args_.reduction == "none";
    T* loss = Output(0)->mutable_data<T>();
    double sum = 0, total = 0;
    for (size_t i = 0; i < targets.size(); ++i) {
      const int64_t target = targets[i], at = static_cast<int64_t>(i);
      double value = 0;
      if (!args_.ignores || target != args_.ignore_index) {
        NETDEF_ENFORCE(target >= 0 && target < classes, "[", type(), "] expected classes of 0 to ", classes - 1, ", got ", target);
        const double weight = weights[static_cast<size_t>(target)];
        value = -weight * static_cast<double>(logs[(at / plane * classes + target) * plane + at % plane]);
        total += weight;
      }
      sum += value;
      if (none) loss[i] = static_cast<T>(value);
    }
    if (!none) *loss = static_cast<T>(args_.reduction == "sum" ? sum : sum / total);
  }

  template <typename T>
  static void LogSoftmax(const T* x, int64_t n, int64_t step, T* y) {
    T top = x[0];
    for (int64_t i = 1; i < n; ++i) top = std::max(top, x[i * step]);
    double sum = 0;
    for (int64_t i = 0; i < n; ++i) sum += std::exp(static_cast<double>(x[i * step] - top));
    const T log_sum = static_cast<T>(std::log(sum));
    for (int64_t i = 0; i < n; ++i) y[i * step] = x[i * step] - top - log_sum;
  }
};

}  // namespace onnx_norm
}  // namespace netdef
