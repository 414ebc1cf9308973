// STFT of ONNX: Fourier transforms of pieces of a signal, each weighted by a window.
#include "base/grain.h"
#include "ops/onnx_signal/_shared.h"

namespace netdef {
namespace {

struct STFTArgs {
  bool onesided = true;

  template <typename V>
  void Fields(V& v) {
    v("onesided", onesided, "Of a real signal only the first half of each transform.");
  }
};

struct STFTPlan {
  int64_t frames = 0, length = 0, step = 0, bins = 0;
};

bool MakePlan(const STFTArgs& args, const ShapeInputs& in, STFTPlan* plan) {
  const Dims& x = in[0].dims;
  NETDEF_ENFORCE((x.size() == 3 && (x[2] == 1 || x[2] == 2)) || x.size() == 2, "expected signals [N, length, 1 or 2], got [", DimsString(x), "]");
  const Tensor *step = in.value(1), *length = in.has(3) ? in.value(3) : nullptr;
  if (step == nullptr || (in.has(3) && length == nullptr)) return false;
  NETDEF_ENFORCE(in.has(2) || in.has(3), "a window or a frame_length must be given");
  plan->step = IntValue(*step, "frame_step");
  if (in.has(2)) NETDEF_ENFORCE_EQ(in[2].dims.size(), 1u, "the window must have one dimension");
  plan->length = length != nullptr ? IntValue(*length, "frame_length") : in[2].dims[0];
  NETDEF_ENFORCE(plan->step > 0 && plan->length > 0 && plan->length <= x[1], "frames of ", plan->length, " in steps of ", plan->step, " do not fit a signal of ", x[1]);
  NETDEF_ENFORCE(!in.has(2) || in[2].dims[0] == plan->length, "a window of ", in.has(2) ? in[2].dims[0] : 0, " does not fit frames of ", plan->length);
  NETDEF_ENFORCE(!args.onesided || x.size() == 2 || x[2] == 1, "only the transform of a real signal can be onesided");
  plan->frames = (x[1] - plan->length) / plan->step + 1;
  plan->bins = args.onesided ? plan->length / 2 + 1 : plan->length;
  return true;
}

class STFTOp final : public WidenedOperator<STFTArgs> {
 public:
  using WidenedOperator::WidenedOperator;

 protected:
  void ComputeWide() override {
    const Dims& y = Output(0)->dims();
    const int64_t frames = y[1], bins = y[2], step = IntValue(Input(1), "frame_step"), length = HasInput(3) ? IntValue(Input(3), "frame_length") : Input(2).numel();
    const int64_t samples = Input(0).dim(1), parts = Input(0).dim() == 3 ? Input(0).dim(2) : 1;
    DispatchTypes<float, double>(Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* window = HasInput(2) ? Input(2).data<T>() : nullptr;
      T* out = Output(0)->mutable_data<T>();
      ParallelFor(0, y[0] * frames, GrainFor(4096, length), [&](int64_t begin, int64_t end) {
        std::vector<std::complex<double>> line(static_cast<size_t>(length));
        for (int64_t i = begin; i < end; ++i) {
          const T* from = Input(0).data<T>() + (i / frames * samples + i % frames * step) * parts;
          for (int64_t k = 0; k < length; ++k) {
            const double weight = window == nullptr ? 1 : static_cast<double>(window[k]);
            line[static_cast<size_t>(k)] = {weight * static_cast<double>(from[k * parts]), parts == 2 ? weight * static_cast<double>(from[k * parts + 1]) : 0};
          }
          FourierTransform(&line, false);
          for (int64_t k = 0; k < bins; ++k) {
            out[(i * bins + k) * 2] = static_cast<T>(line[static_cast<size_t>(k)].real());
            out[(i * bins + k) * 2 + 1] = static_cast<T>(line[static_cast<size_t>(k)].imag());
          }
        }
      });
    });
  }
};

ONNX_OPERATOR_SCHEMA(STFT)
    .NumInputs(2, 4)
    .NumOutputs(1)
    .Args<STFTArgs>()
    .Shape<STFTArgs>([](const STFTArgs& args, const ShapeInputs& in) {
      STFTPlan plan;
      if (!MakePlan(args, in, &plan)) return std::vector<TensorSpec>{TensorSpec::Unknown(in[0].dtype)};
      return OneSpec({in[0].dims[0], plan.frames, plan.bins, 2}, in[0].dtype);
    })
    .SetDoc("Short-time Fourier transform.")
    .Input(0, "signal", "[N, length, 1] real or [N, length, 2] complex.")
    .Input(1, "frame_step", "int64: from one frame to the next.")
    .Input(2, "window", "Weights of a frame; absent: 1.")
    .Input(3, "frame_length", "int64; absent: that of the window.")
    .Output(0, "output", "[N, frames, bins, 2].");

REGISTER_ONNX_OPERATOR(STFT, STFTOp);

}  // namespace
}  // namespace netdef
