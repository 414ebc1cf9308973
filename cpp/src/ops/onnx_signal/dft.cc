// DFT of ONNX: the discrete Fourier transform along an axis, of real or complex numbers (pairs in the last axis).
#include <algorithm>

#include "base/grain.h"
#include "ops/onnx_signal/_shared.h"

namespace netdef {
namespace {

struct DFTArgs {
  bool inverse = false, onesided = false;

  template <typename V>
  void Fields(V& v) {
    v("inverse", inverse, "The inverse transform, divided by the length.");
    v("onesided", onesided, "Only the first half, length / 2 + 1; the rest of a real signal's transform mirrors it. With inverse: from that half to a real signal.");
  }
};

struct DFTPlan {
  int axis = 0;
  int64_t in = 0, length = 0, out = 0;  // extents along the axis: of the input, of the transform, of the output
  bool real = false, real_output = false;
  Dims dims;
};

// False where the contents that decide are not known.
bool MakePlan(const DFTArgs& args, const TensorSpec& x, bool has_length, const Tensor* length, bool has_axis, const Tensor* axis, DFTPlan* plan) {
  const Dims& dims = x.dims;
  NETDEF_ENFORCE(dims.size() >= 2 && (dims.back() == 1 || dims.back() == 2), "expected real ([..., 1]) or complex ([..., 2]) numbers, got [", DimsString(dims), "]");
  if ((has_length && length == nullptr) || (has_axis && axis == nullptr)) return false;
  plan->axis = CanonicalAxis(has_axis ? IntValue(*axis, "axis") : -2, dims);
  NETDEF_ENFORCE(static_cast<size_t>(plan->axis) + 1 < dims.size(), "the last axis holds the parts of the numbers");
  plan->in = dims[static_cast<size_t>(plan->axis)];
  plan->real = dims.back() == 1;
  plan->real_output = args.inverse && args.onesided;
  plan->length = has_length ? CheckedLength(*length, "dft_length") : plan->real_output ? 2 * (plan->in - 1) : plan->in;
  NETDEF_ENFORCE(plan->length > 0, "the transform has the length ", plan->length);
  NETDEF_ENFORCE(!args.onesided || args.inverse || plan->real, "only the transform of a real signal can be onesided");
  plan->out = args.onesided && !args.inverse ? plan->length / 2 + 1 : plan->length;
  plan->dims = dims;
  plan->dims[static_cast<size_t>(plan->axis)] = plan->out;
  plan->dims.back() = plan->real_output ? 1 : 2;
  return true;
}

class DFTOp final : public WidenedOperator<DFTArgs> {
 public:
  using WidenedOperator::WidenedOperator;

 protected:
  void ComputeWide() override {
    DFTPlan plan;
    MakePlan(args_, TensorSpec(Input(0).dims(), Input(0).dtype()), HasInput(1), HasInput(1) ? &Input(1) : nullptr, HasInput(2), HasInput(2) ? &Input(2) : nullptr, &plan);
    const Dims& dims = Input(0).dims();
    const int64_t outer = SizeToDim(dims, plan.axis), inner = SizeBetween(dims, static_cast<size_t>(plan.axis) + 1, dims.size() - 1);
    const int64_t parts = dims.back(), out_parts = plan.dims.back();
    DispatchTypes<float, double>(Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* x = Input(0).data<T>();
      T* y = Output(0)->mutable_data<T>();
      ParallelFor(0, outer * inner, GrainFor(4096, plan.length), [&](int64_t begin, int64_t end) {
        std::vector<std::complex<double>> line(static_cast<size_t>(plan.length));
        for (int64_t i = begin; i < end; ++i) {
          std::fill(line.begin(), line.end(), 0.0);
          for (int64_t k = 0; k < std::min(plan.in, plan.length); ++k) {
            const T* from = x + ((i / inner * plan.in + k) * inner + i % inner) * parts;
            line[static_cast<size_t>(k)] = {static_cast<double>(from[0]), parts == 2 ? static_cast<double>(from[1]) : 0};
          }
          if (plan.real_output) {  // the other half mirrors this one
            for (int64_t k = plan.length / 2 + 1; k < plan.length; ++k) line[static_cast<size_t>(k)] = std::conj(line[static_cast<size_t>(plan.length - k)]);
          }
          FourierTransform(&line, args_.inverse);
          const double scale = args_.inverse ? 1 / static_cast<double>(plan.length) : 1;
          for (int64_t k = 0; k < plan.out; ++k) {
            T* to = y + ((i / inner * plan.out + k) * inner + i % inner) * out_parts;
            to[0] = static_cast<T>(line[static_cast<size_t>(k)].real() * scale);
            if (out_parts == 2) to[1] = static_cast<T>(line[static_cast<size_t>(k)].imag() * scale);
          }
        }
      });
    });
  }
};

ONNX_OPERATOR_SCHEMA(DFT)
    .NumInputs(1, 3)
    .NumOutputs(1)
    .Args<DFTArgs>()
    .Shape<DFTArgs>([](const DFTArgs& args, const ShapeInputs& in) {
      DFTPlan plan;
      if (!MakePlan(args, in[0], in.has(1), in.has(1) ? in.value(1) : nullptr, in.has(2), in.has(2) ? in.value(2) : nullptr, &plan)) {
        return std::vector<TensorSpec>{TensorSpec::Unknown(in[0].dtype)};
      }
      return OneSpec(plan.dims, in[0].dtype);
    })
    .SetDoc("Discrete Fourier transform.")
    .Input(0, "input", "[..., 1] real or [..., 2] complex numbers.")
    .Input(1, "dft_length", "int64: the signal is cut or filled with zeros to this; absent: the extent of the axis.")
    .Input(2, "axis", "int64; absent: the one before the last.")
    .Output(0, "output", "[..., 2], or [..., 1] for an inverse onesided transform.");

REGISTER_ONNX_OPERATOR(DFT, DFTOp);

}  // namespace
}  // namespace netdef
