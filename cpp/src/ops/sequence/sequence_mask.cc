// SequenceMask: fills the cells of a matrix that attention must not see.
//
// Dims before `axis` count rows, the others columns. Row i and column j are masked by mode:
//   sequence: j >= lengths[i]   window: |j - centers[i]| > radius
//   upper: j > i   lower: j < i   upperdiag: j >= i   lowerdiag: j <= i
#include "netdef/dims.h"
#include "netdef/operator.h"
#include "netdef/proto_utils.h"

namespace netdef {
namespace {

enum class Mode { kSequence, kWindow, kUpper, kLower, kUpperDiag, kLowerDiag };

struct SequenceMaskArgs {
  std::string mode;
  int axis = 1, radius = 10, batch = 0, repeat_from_axis = 0;
  bool grad = false;
  float fill_val = -std::numeric_limits<float>::infinity();
  bool has_batch = false, repeats = false;

  template <typename V>
  void Fields(V& v) {
    v.Required("mode", mode, "sequence, window, upper, lower, upperdiag or lowerdiag.");
    v("axis", axis, "First dimension of the columns.");
    v("radius", radius, "How far from its center a row sees, with mode window.");
    v("batch", batch, "Last dimension of the batch: the dims up to it are no rows, each batch item has the same mask (optional).");
    v("repeat_from_axis", repeat_from_axis, "First of dimensions that are no columns: each column is masked for all of them; mode sequence only (optional).");
    v("grad", grad, "Fill with 0: the gradient of the operator.");
    v("fill_val", fill_val, "What to fill with.");
    if constexpr (V::kReads) {
      has_batch = v.raw().Has("batch");
      repeats = v.raw().Has("repeat_from_axis");
      NETDEF_ENFORCE(!repeats || ModeOf() == Mode::kSequence, "[SequenceMask] repeat_from_axis currently only supported in sequence mode.");
      NETDEF_ENFORCE(!repeats || !has_batch, "[SequenceMask] repeat_from_axis and batch not currently supported together.");
    }
  }

  Mode ModeOf() const {
    static const std::map<std::string, Mode> modes = {
        {"sequence", Mode::kSequence}, {"window", Mode::kWindow}, {"upper", Mode::kUpper},
        {"lower", Mode::kLower}, {"upperdiag", Mode::kUpperDiag}, {"lowerdiag", Mode::kLowerDiag}};
    const auto it = modes.find(mode);
    NETDEF_ENFORCE(it != modes.end(), "Unsupported mode for SequenceMaskOp! Expected sequence, window, upper, lower, upperdiag or lowerdiag, got '",
                   mode, "'");
    return it->second;
  }
  bool NeedsLengths() const { return ModeOf() == Mode::kSequence || ModeOf() == Mode::kWindow; }
};

// Sizes of batch x rows x columns x repeats.
struct MaskGrid {
  int64_t batch = 1, rows = 1, columns = 1, repeats = 1;
};

MaskGrid GridOf(const SequenceMaskArgs& args, const Dims& dims) {
  MaskGrid grid;
  const int axis = CanonicalAxis(args.axis, dims);
  size_t first = 0;
  if (args.has_batch) {
    const int batch = CanonicalAxis(args.batch, dims);
    NETDEF_ENFORCE_LT(batch, axis, "[SequenceMask] the dimensions of the batch must come before `axis`");
    first = static_cast<size_t>(batch) + 1;
    grid.batch = SizeToDim(dims, batch + 1);
  }
  size_t end = dims.size();
  if (args.repeats) {
    const int repeat = CanonicalAxis(args.repeat_from_axis, dims);
    NETDEF_ENFORCE_LT(axis, repeat, "[SequenceMask] repeat_from_axis must come after `axis`");
    end = static_cast<size_t>(repeat);
    grid.repeats = SizeFromDim(dims, repeat);
  }
  grid.rows = SizeBetween(dims, first, static_cast<size_t>(axis));
  grid.columns = SizeBetween(dims, static_cast<size_t>(axis), end);
  return grid;
}

std::vector<TensorSpec> SequenceMaskShape(const SequenceMaskArgs& args, const ShapeInputs& in) {
  const MaskGrid grid = GridOf(args, in[0].dims);
  if (args.NeedsLengths()) {
    NETDEF_ENFORCE_EQ(in.size(), 2u, "[SequenceMask] mode ", args.mode, " needs a second input");
    NETDEF_ENFORCE_GE(NumElements(in[1].dims), grid.rows, "[SequenceMask] Out of bound: expected one length or center for each row");
  }
  return {in[0]};
}

class SequenceMaskOp final : public KernelOperator<SequenceMaskArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Mode mode = args_.ModeOf();
    const int32_t* given = args_.NeedsLengths() ? Input(1).data<int32_t>() : nullptr;
    const auto radius = static_cast<int64_t>(args_.radius);
    switch (mode) {
      case Mode::kSequence: Fill([given](int64_t i, int64_t j) { return j >= given[i]; }); break;
      case Mode::kWindow: Fill([=](int64_t i, int64_t j) { return j > given[i] + radius || j < given[i] - radius; }); break;
      case Mode::kUpper: Fill([](int64_t i, int64_t j) { return j > i; }); break;
      case Mode::kLower: Fill([](int64_t i, int64_t j) { return j < i; }); break;
      case Mode::kUpperDiag: Fill([](int64_t i, int64_t j) { return j >= i; }); break;
      case Mode::kLowerDiag: Fill([](int64_t i, int64_t j) { return j <= i; }); break;
    }
  }

 private:
  template <typename Masked>
  void Fill(Masked&& masked) {
    const MaskGrid grid = GridOf(args_, Input(0).dims());
    const float fill = args_.grad ? 0.0f : args_.fill_val;
    const float* x = Input(0).data<float>();
    float* y = Output(0)->mutable_data<float>();
    for (int64_t b = 0; b < grid.batch; ++b) {
      for (int64_t i = 0; i < grid.rows; ++i) {
        for (int64_t j = 0; j < grid.columns; ++j, x += grid.repeats, y += grid.repeats) {
          if (masked(i, j)) {
            std::fill_n(y, grid.repeats, fill);
          } else {
            std::copy_n(x, grid.repeats, y);
          }
        }
      }
    }
  }
};

OPERATOR_SCHEMA(SequenceMask)
    .NumInputs(1, 2)
    .NumOutputs(1)
    .Args<SequenceMaskArgs>()
    .Shape<SequenceMaskArgs>(SequenceMaskShape)
    .SetDoc("Fills the cells of a matrix that attention must not see, usually with minus infinity.\n\n"
            "Dims before `axis` count rows i, the others columns j. Masked is, by mode:\n\n"
            "* `sequence`: j >= lengths[i]\n* `window`: j farther than `radius` from centers[i]\n"
            "* `upper`: j > i\n* `lower`: j < i\n* `upperdiag`: j >= i\n* `lowerdiag`: j <= i")
    .Input(0, "input", "Float tensor.")
    .Input(1, "sequence_lengths", "Length or center for each row, int32; modes sequence and window only.")
    .Output(0, "masked_tensor", "The input with the masked cells filled.");

class GetSequenceMaskGradient final : public GradientMakerBase {
 public:
  using GradientMakerBase::GradientMakerBase;
  bool CopyArguments() const override { return false; }

  std::vector<OperatorDef> GetGradientDefs() override {
    std::vector<std::string> inputs = {GO(0)};
    if (InputSize() == 2) inputs.push_back(I(1));
    std::vector<caffe2::Argument> args(Def().arg().begin(), Def().arg().end());
    args.push_back(MakeArgument("grad", true));
    return {CreateOperatorDef("SequenceMask", "", inputs, {GI(0)}, args)};
  }
};

REGISTER_CPU_OPERATOR(SequenceMask, SequenceMaskOp);
REGISTER_GRADIENT(SequenceMask, GetSequenceMaskGradient);

}  // namespace
}  // namespace netdef
