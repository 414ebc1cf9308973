// Pad of ONNX: elements added at, or with negative pads taken from, the ends of axes.
#include "ops/onnx_shape/_shared.h"

namespace netdef {
namespace {

struct PadArgs {
  std::string mode = "constant";

  template <typename V>
  void Fields(V& v) {
    v("mode", mode, "constant; edge: the outermost element; reflect: mirrored at it; wrap: from the other end.");
    if constexpr (V::kReads) {
      NETDEF_ENFORCE(mode == "constant" || mode == "edge" || mode == "reflect" || mode == "wrap",
                     "mode must be constant, edge, reflect or wrap, got '", mode, "'");
    }
  }
};

struct Pads {
  std::vector<int64_t> heads, tails;
};

Pads MakePads(const Dims& dims, const std::vector<int64_t>& pads, const std::vector<int64_t>* axes) {
  Pads result{std::vector<int64_t>(dims.size(), 0), std::vector<int64_t>(dims.size(), 0)};
  const size_t count = axes != nullptr ? axes->size() : dims.size();
  NETDEF_ENFORCE_EQ(pads.size(), 2 * count, "[Pad] pads must have two values for each axis");
  if (axes != nullptr) MarkAxes(*axes, dims.size());
  for (size_t i = 0; i < count; ++i) {
    const auto axis = static_cast<size_t>(CanonicalAxis(axes != nullptr ? (*axes)[i] : static_cast<int64_t>(i), dims));
    result.heads[axis] = pads[i];
    result.tails[axis] = pads[i + count];
  }
  return result;
}

Dims PaddedDims(const Dims& dims, const Pads& pads) {
  Dims padded = dims;
  for (size_t i = 0; i < dims.size(); ++i) {
    int64_t sum;
    const bool fits = !__builtin_add_overflow(pads.heads[i], pads.tails[i], &sum) && !__builtin_add_overflow(dims[i], sum, &padded[i]);
    NETDEF_ENFORCE(fits && padded[i] >= 0, "[Pad] pads ", pads.heads[i], " and ", pads.tails[i], " do not fit axis ", i, " of extent ", dims[i]);
  }
  return padded;
}

std::vector<TensorSpec> PadShape(const PadArgs&, const ShapeInputs& in) {
  std::vector<int64_t> pads, axes;
  if (!KnownInts(in, 1, &pads) || (in.has(3) && !KnownInts(in, 3, &axes))) return {TensorSpec::Unknown(in[0].dtype)};
  return OneSpec(PaddedDims(in[0].dims, MakePads(in[0].dims, pads, in.has(3) ? &axes : nullptr)), in[0].dtype);
}

class PadOp final : public KernelOperator<PadArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Tensor& in = Input(0);
    std::vector<int64_t> axes;
    if (HasInput(3)) axes = IntegersOf(Input(3));
    const Pads pads = MakePads(in.dims(), IntegersOf(Input(1)), HasInput(3) ? &axes : nullptr);
    DispatchItemTypes(in.dtype(), [&](auto zero) {
      using T = decltype(zero);
      auto* out = static_cast<T*>(Output(0)->raw_mutable_data(in.dtype()));
      if (args_.mode == "constant") {
        T value{};
        if (HasInput(2)) {
          NETDEF_ENFORCE(Input(2).numel() == 1 && Input(2).dtype() == in.dtype(), "[Pad] the constant must be one value of the type of the data");
          value = *Items<T>(Input(2));
        }
        std::fill(out, out + Output(0)->numel(), value);
        CopyInside<T>(pads, out);
      } else {
        CopyMapped<T>(pads, out);
      }
    });
  }

 private:
  // What of the input is still there, to its place.
  template <typename T>
  void CopyInside(const Pads& pads, T* out) {
    const Dims& dims = Input(0).dims();
    const Dims in_steps = RowMajorSteps(dims), out_steps = RowMajorSteps(Output(0)->dims());
    Dims inside;
    int64_t from = 0, to = 0;
    for (size_t i = 0; i < dims.size(); ++i) {
      const int64_t first = std::max<int64_t>(0, -pads.heads[i]), last = dims[i] + std::min<int64_t>(0, pads.tails[i]);
      if (last <= first) return;
      inside.push_back(last - first);
      from += first * in_steps[i];
      to += std::max<int64_t>(0, pads.heads[i]) * out_steps[i];
    }
    CopyStrided(inside, Items<T>(Input(0)) + from, in_steps, out + to, out_steps);
  }

  // The input's index for each index of the output along an axis.
  std::vector<int64_t> Sources(size_t axis, const Pads& pads) {
    const int64_t n = Input(0).dims()[axis], extent = Output(0)->dims()[axis];
    NETDEF_ENFORCE(n > 0 || extent == 0, "[Pad] mode ", args_.mode, " finds no element along axis ", axis, " of extent 0");
    std::vector<int64_t> sources;
    for (int64_t o = 0; o < extent; ++o) {
      int64_t i = o - pads.heads[axis];
      if (args_.mode == "edge") {
        i = std::clamp<int64_t>(i, 0, n - 1);
      } else {
        const int64_t period = args_.mode == "wrap" ? n : std::max<int64_t>(1, 2 * (n - 1));
        i = ((i % period) + period) % period;
        if (i >= n) i = period - i;
      }
      sources.push_back(i);
    }
    return sources;
  }

  template <typename T>
  void CopyMapped(const Pads& pads, T* out) {
    const Dims& dims = Output(0)->dims();
    const Dims steps = RowMajorSteps(Input(0).dims());
    std::vector<std::vector<int64_t>> offsets;
    for (size_t i = 0; i < dims.size(); ++i) {
      offsets.push_back(Sources(i, pads));
      for (int64_t& source : offsets.back()) source *= steps[i];
    }
    if (Output(0)->numel() == 0) return;
    if (dims.empty()) {
      *out = *Items<T>(Input(0));
      return;
    }
    const int64_t width = dims.back();
    ParallelFor(0, Output(0)->numel() / width, 1 + kPointwiseGrain / width, [&](int64_t begin, int64_t end) {
      for (int64_t row = begin; row < end; ++row) {
        const T* from = Items<T>(Input(0));
        int64_t rest = row;
        for (size_t i = dims.size() - 1; i-- > 0;) {
          from += offsets[i][static_cast<size_t>(rest % dims[i])];
          rest /= dims[i];
        }
        for (int64_t i = 0; i < width; ++i) out[row * width + i] = from[offsets.back()[static_cast<size_t>(i)]];
      }
    });
  }
};

ONNX_OPERATOR_SCHEMA(Pad)
    .NumInputs(2, 4)
    .NumOutputs(1)
    .Args<PadArgs>()
    .Shape<PadArgs>(PadShape)
    .SetDoc("Adds elements at the ends of axes; negative pads take some away.")
    .Input(0, "data", "Tensor of any type.")
    .Input(1, "pads", "int64, 1-D: those before each axis, then those after each.")
    .Input(2, "constant_value", "For mode constant: one value; absent: 0.")
    .Input(3, "axes", "The axes that the pads are for; absent: all.")
    .Output(0, "output", "The padded tensor.");

REGISTER_ONNX_OPERATOR(Pad, PadOp);

}  // namespace
}  // namespace netdef
