// Split: cuts a tensor along an axis into as many parts as there are outputs.
// DepthSplit is its older name.
#include "ops/shape/_split.h"

namespace netdef {
namespace {

struct SplitArgs : ChannelAxisArgs {
  std::vector<int64_t> split;

  template <typename V>
  void Fields(V& v) {
    ChannelAxisArgs::Fields(v);
    v("add_axis", add_axis, "Take the axis away: each output is one slice along it.");
    add_axis = add_axis && has_axis;
    v("split", split, "Extent of each output along the axis; without it, and without a second input, all are equal.");
  }
};

std::vector<int64_t> Extents(const SplitArgs& args, int64_t extent, const Tensor* split_tensor, size_t outputs) {
  std::vector<int64_t> extents = args.split;
  if (split_tensor != nullptr) {
    NETDEF_ENFORCE(args.split.empty(), "If you set split with an input blob, do not pass in split in the argument.");
    extents = IntValues(*split_tensor, "split");
  } else if (extents.empty()) {
    const auto count = static_cast<int64_t>(outputs);
    NETDEF_ENFORCE(extent % count == 0, "If you did not specify split explicitly, the number of input channels should be ",
                   "divisible by the output size: ", extent, " vs ", count);
    extents.assign(outputs, extent / count);
  }
  NETDEF_ENFORCE(extents.size() == outputs, "The number of splits specified should be equal to the number of outputs: ",
                 extents.size(), " vs ", outputs);
  int64_t total = 0;
  for (int64_t e : extents) {
    NETDEF_ENFORCE(e >= 0 && e <= extent - total, "Sum of split dimensions do not match: should be ", extent);
    total += e;
  }
  NETDEF_ENFORCE_EQ(total, extent, "Sum of split dimensions do not match: should be ", extent);
  return extents;
}

std::vector<TensorSpec> SplitShape(const SplitArgs& args, const ShapeInputs& in) {
  const auto outputs = static_cast<size_t>(in.num_outputs);
  Dims dims = in[0].dims;
  const int axis = args.Axis(dims);
  int64_t& extent = dims[static_cast<size_t>(axis)];
  if (args.add_axis) {
    NETDEF_ENFORCE_EQ(static_cast<int64_t>(outputs), extent, "with add_axis there must be one output for each slice");
    dims.erase(dims.begin() + axis);
    return std::vector<TensorSpec>(outputs, TensorSpec(dims, in[0].dtype));
  }
  const Tensor* split_tensor = in.size() == 2 ? in.value(1) : nullptr;
  if (in.size() == 2 && split_tensor == nullptr) {
    return std::vector<TensorSpec>(outputs, TensorSpec::Unknown(in[0].dtype));
  }
  std::vector<TensorSpec> specs;
  for (int64_t e : Extents(args, extent, split_tensor, outputs)) {
    extent = e;
    specs.emplace_back(dims, in[0].dtype);
  }
  return specs;
}

void SplitSchema(OpSchema& schema) {
  schema.NumInputs(1, 2)
      .NumOutputs(1, OpSchema::kMany)
      .Args<SplitArgs>()
      .Shape<SplitArgs>(SplitShape)
      .Input(0, "X", "Tensor to cut.")
      .Input(1, "split", "Extent of each output along the axis: a vector of int32.")
      .Output(0, "Y0, Y1, ...", "The parts, in their order in X.");
}

OPERATOR_SCHEMA(Split).FillUsing(SplitSchema).SetDoc("Cuts a tensor along an axis into as many parts as there are outputs.");
OPERATOR_SCHEMA(DepthSplit)
    .FillUsing(SplitSchema)
    .SetDoc("Cuts a tensor along an axis into as many parts as there are outputs; an older name of Split.");

REGISTER_CPU_OPERATOR(Split, CutOp<SplitArgs>);
REGISTER_CPU_OPERATOR(DepthSplit, CutOp<SplitArgs>);

REGISTER_GRADIENT(Split, GetCutGradient);
REGISTER_GRADIENT(DepthSplit, GetCutGradient);

}  // namespace
}  // namespace netdef
