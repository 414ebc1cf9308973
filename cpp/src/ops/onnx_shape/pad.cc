// Pad of ONNX: elements added at, or with negative pads taken from, the ends of axes.
#include <numeric>

#include "base/grain.h"
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
    constexpr int64_t kMost = int64_t{1} << 60;  // so that places along the axis can be added up
    const auto sane = [](int64_t pad) { return pad > -kMost && pad < kMost; };
    const bool fits = sane(pads.heads[i]) && sane(pads.tails[i]) && !__builtin_add_overflow(dims[i], pads.heads[i] + pads.tails[i], &padded[i]);
    NETDEF_ENFORCE(fits && padded[i] >= 0, "[Pad] pads ", pads.heads[i], " and ", pads.tails[i], " do not fit axis ", i, " of extent ", dims[i]);
  }
  return padded;
}

std::vector<TensorSpec> PadShape(const PadArgs&, const ShapeInputs& in) {
  std::vector<int64_t> pads, axes;
  if (!KnownInts(in, 1, &pads) || (in.has(3) && !KnownInts(in, 3, &axes))) return {TensorSpec::Unknown(in[0].dtype)};
  return OneSpec(PaddedDims(in[0].dims, MakePads(in[0].dims, pads, in.has(3) ? &axes : nullptr)), in[0].dtype);
}

// Where along an axis each element comes from.
struct AxisSources {
  std::vector<int64_t> places;      // -1: from nowhere
  int64_t head = 0, inside = 0;     // elements before those that lie in a row in the input as well, and how many these are
};

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
      T value{};
      if (args_.mode == "constant" && HasInput(2)) {
        NETDEF_ENFORCE(Input(2).numel() == 1 && Input(2).dtype() == in.dtype(), "[Pad] the constant must be one value of the type of the data");
        value = *Items<T>(Input(2));
      }
      Fill<T>(pads, value, static_cast<T*>(Output(0)->raw_mutable_data(in.dtype())));
    });
  }

 private:
  // The element of n along an axis that stands for one outside of them; -1 for none.
  int64_t Outside(int64_t i, int64_t n) const {
    if (args_.mode == "constant") return -1;
    if (args_.mode == "edge") return std::clamp<int64_t>(i, 0, n - 1);
    const int64_t period = args_.mode == "wrap" ? n : std::max<int64_t>(1, 2 * (n - 1));
    i = ((i % period) + period) % period;
    return i < n ? i : period - i;
  }

  AxisSources Sources(size_t axis, const Pads& pads) {
    const int64_t n = Input(0).dims()[axis], extent = Output(0)->dims()[axis], head = pads.heads[axis];
    NETDEF_ENFORCE(n > 0 || extent == 0 || args_.mode == "constant", "[Pad] mode ", args_.mode, " finds no element along axis ", axis, " of extent 0");
    AxisSources sources;
    sources.head = std::clamp<int64_t>(head, 0, extent);
    sources.inside = std::max<int64_t>(0, std::min(extent, head + n) - sources.head);
    sources.places.resize(static_cast<size_t>(extent));
    std::iota(sources.places.begin(), sources.places.end(), -head);
    const auto from_elsewhere = [&](int64_t first, int64_t end) {
      for (int64_t o = first; o < end; ++o) sources.places[static_cast<size_t>(o)] = Outside(o - head, n);
    };
    from_elsewhere(0, sources.head);
    from_elsewhere(sources.head + sources.inside, extent);
    return sources;
  }

  // Row by row along the last axis that is padded, whose elements are those of all axes after it.
  template <typename T>
  void Fill(const Pads& pads, const T& value, T* out) {
    const Dims& dims = Output(0)->dims();
    if (Output(0)->numel() == 0) return;
    size_t last = dims.size();
    while (last > 0 && pads.heads[last - 1] == 0 && pads.tails[last - 1] == 0) --last;
    const int64_t unit = SizeBetween(dims, last, dims.size());
    if (last == 0) {
      std::copy_n(Items<T>(Input(0)), unit, out);
      return;
    }
    const Dims steps = RowMajorSteps(Input(0).dims());
    std::vector<AxisSources> sources;
    for (size_t i = 0; i < last; ++i) sources.push_back(Sources(i, pads));
    const AxisSources& along = sources.back();
    const int64_t width = dims[last - 1], row_size = width * unit;
    const auto put = [&](const T* from, int64_t first, int64_t end, T* to) {
      for (int64_t o = first; o < end; ++o) {
        const int64_t place = along.places[static_cast<size_t>(o)];
        place < 0 ? std::fill_n(to + o * unit, unit, value) : std::copy_n(from + place * unit, unit, to + o * unit);
      }
    };
    ParallelFor(0, Output(0)->numel() / row_size, GrainFor(kPointwiseGrain, row_size), [&](int64_t begin, int64_t end) {
      for (int64_t row = begin; row < end; ++row) {
        const T* from = Items<T>(Input(0));
        T* to = out + row * row_size;
        int64_t rest = row;
        bool nowhere = false;
        for (size_t i = last - 1; i-- > 0;) {
          const int64_t place = sources[i].places[static_cast<size_t>(rest % dims[i])];
          nowhere = nowhere || place < 0;
          from += nowhere ? 0 : place * steps[i];
          rest /= dims[i];
        }
        if (nowhere) {
          std::fill_n(to, row_size, value);
          continue;
        }
        put(from, 0, along.head, to);
        if (along.inside > 0) std::copy_n(from + along.places[static_cast<size_t>(along.head)] * unit, along.inside * unit, to + along.head * unit);
        put(from, along.head + along.inside, width, to);
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
