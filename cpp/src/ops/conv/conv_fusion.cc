// ConvFusion: a convolution with the Relu, the addition, or both that follow it, as Caffe2's pass for oneDNN
// (optimizeForMKLDNN) writes them. The addend is the last input, and the result takes its place.
#include <algorithm>

#include "netdef/parallel.h"
#include "ops/conv/_shared.h"

namespace netdef {
namespace {

enum FusionType : int { kConvRelu = 1, kConvSum = 2, kConvSumRelu = 3 };

struct ConvFusionArgs : ConvArgs {
  int fusion_type = 0;

  template <typename V>
  void Fields(V& v) {
    ConvArgs::Fields(v);
    v.Required("fusion_type", fusion_type, "1: Relu follows; 2: the last input is added; 3: it is added, then Relu.");
    if constexpr (V::kReads) {
      NETDEF_ENFORCE(fusion_type >= kConvRelu && fusion_type <= kConvSumRelu, "[ConvFusion] fusion_type must be 1, 2 or 3, got ",
                     fusion_type);
    }
  }
  bool adds() const { return fusion_type != kConvRelu; }
};

// Which input is what; -1 where there is none.
struct ConvFusionInputs {
  ConvFusionInputs(const ConvFusionArgs& args, int inputs) {
    const int fewest = args.adds() ? 3 : 2;
    NETDEF_ENFORCE(inputs == fewest || inputs == fewest + 1, "[ConvFusion] takes X, filter, ", args.adds() ? "perhaps bias, and addend" : "perhaps bias",
                   ", got ", inputs, " inputs");
    bias = inputs > fewest ? 2 : -1;
    addend = args.adds() ? inputs - 1 : -1;
  }
  int bias, addend;
};

std::vector<TensorSpec> ConvFusionShape(const ConvFusionArgs& args, const ShapeInputs& in) {
  const ConvFusionInputs which(args, static_cast<int>(in.size()));
  const ConvGeometry g = MakeConvGeometry(args, in[0].dims, in[1].dims);
  if (which.bias >= 0) CheckConvBias(in[static_cast<size_t>(which.bias)].dims, g.y.channels);
  const Dims y = g.y.InOrder(g.order);
  if (which.addend >= 0) {
    const Dims& addend = in[static_cast<size_t>(which.addend)].dims;
    NETDEF_ENFORCE(addend == y, "[ConvFusion] the addend must have the shape of the convolution, [", DimsString(y), "], got [",
                   DimsString(addend), "]");
  }
  return {TensorSpec(y, DType::kFloat)};
}

class ConvFusionOp final : public KernelOperator<ConvFusionArgs> {
 public:
  ConvFusionOp(const OperatorDef& def, Workspace* ws) : KernelOperator(def, ws), which_(args_, InputSize()) {}

 protected:
  void Prepare() override {
    geometry_ = MakeConvGeometry(args_, Input(0).dims(), Input(1).dims());
    convolution_.Prepare(geometry_);
    if (args_.adds()) product_.resize(static_cast<size_t>(Output(0)->numel()));
  }

  void Compute() override {
    float* y = Output(0)->mutable_data<float>();
    const float* bias = which_.bias >= 0 ? Input(which_.bias).data<float>() : nullptr;
    convolution_.Forward(Input(0).data<float>(), Input(1).data<float>(), bias, args_.adds() ? product_.data() : y);
    const float* addend = args_.adds() ? Input(which_.addend).data<float>() : nullptr;
    const bool cuts = args_.fusion_type != kConvSum;
    ParallelFor(0, Output(0)->numel(), 1 << 14, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const float value = addend != nullptr ? product_[static_cast<size_t>(i)] + addend[i] : y[i];
        y[i] = cuts ? std::max(value, 0.0f) : value;
      }
    });
  }

 private:
  const ConvFusionInputs which_;
  ConvGeometry geometry_;
  PlainConvolution convolution_;
  std::vector<float> product_;
};

OPERATOR_SCHEMA(ConvFusion)
    .NumInputs(2, 4)
    .NumOutputs(1)
    .AllowInplace({{2, 0}, {3, 0}})
    .Args<ConvFusionArgs>()
    .Shape<ConvFusionArgs>(ConvFusionShape)
    .Cost(ConvCost)
    .SetDoc("A convolution with what follows it: Y = Relu(Conv(X, filter, bias)), Conv(...) + addend, or Relu of that.\n\n"
            "Written by the transformation optimizeForMKLDNN, for inference.")
    .Differs("The output need not be in place of the addend.")
    .Input(0, "X", "Image, as for Conv.")
    .Input(1, "filter", "As for Conv.")
    .Input(2, "bias", "One element for each output channel (optional).")
    .Input(3, "addend", "With fusion_type 2 and 3, the last input: an image of the shape of Y.")
    .Output(0, "Y", "Image.");

REGISTER_CPU_OPERATOR(ConvFusion, ConvFusionOp);
SHOULD_NOT_DO_GRADIENT_BECAUSE(ConvFusion, "a pass writes it, for inference");

}  // namespace
}  // namespace netdef
