// Split of ONNX: a tensor cut along an axis, into given lengths or into equal ones (the last one shorter).
#include "ops/onnx_shape/_shared.h"

namespace netdef {
namespace {

struct SplitArgs {
  int64_t axis = 0;
  int64_t num_outputs = 0;

  template <typename V>
  void Fields(V& v) {
    v("axis", axis, "The axis to cut.");
    v("num_outputs", num_outputs, "Number of equal parts, where no lengths are given.");
  }
};

std::vector<TensorSpec> SplitShape(const SplitArgs& args, const ShapeInputs& in) {
  const auto axis = static_cast<size_t>(CanonicalAxis(args.axis, in[0].dims));
  const int64_t extent = in[0].dims[axis], parts = in.num_outputs;
  std::vector<int64_t> lengths;
  if (in.has(1)) {
    if (!KnownInts(in, 1, &lengths)) return std::vector<TensorSpec>(static_cast<size_t>(parts), TensorSpec::Unknown(in[0].dtype));
    NETDEF_ENFORCE_EQ(static_cast<int64_t>(lengths.size()), parts, "one length is needed for each output");
    int64_t rest = extent;
    for (int64_t length : lengths) {
      NETDEF_ENFORCE(length >= 0 && length <= rest, "the lengths of the parts do not add up to the extent ", extent, " of axis ", axis);
      rest -= length;
    }
    NETDEF_ENFORCE_EQ(rest, 0, "the lengths of the parts do not add up to the extent ", extent, " of axis ", axis);
  } else {
    NETDEF_ENFORCE(args.num_outputs == 0 || args.num_outputs == parts, "num_outputs is ", args.num_outputs, ", but there are ", parts, " outputs");
    const int64_t length = (extent + parts - 1) / parts;
    for (int64_t i = 0; i < parts; ++i) lengths.push_back(std::clamp<int64_t>(extent - i * length, 0, length));
  }
  std::vector<TensorSpec> specs;
  for (int64_t length : lengths) {
    specs.emplace_back(in[0].dims, in[0].dtype);
    specs.back().dims[axis] = length;
  }
  return specs;
}

class SplitOp final : public KernelOperator<SplitArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const auto axis = static_cast<size_t>(CanonicalAxis(args_.axis, Input(0).dims()));
    const Dims steps = RowMajorSteps(Input(0).dims());
    int64_t offset = 0;
    for (int i = 0; i < OutputSize(); ++i) {
      NETDEF_ENFORCE(HasOutput(i), "[Split] no output may be left out, but output ", i, " is");
      GatherStrided(Input(0), offset, steps, Output(i));
      offset += Output(i)->dims()[axis] * steps[axis];
    }
  }
};

ONNX_OPERATOR_SCHEMA(Split)
    .NumInputs(1, 2)
    .NumOutputs(1, OpSchema::kMany)
    .Args<SplitArgs>()
    .Shape<SplitArgs>(SplitShape)
    .SetDoc("Cuts a tensor along an axis.")
    .Input(0, "input", "Tensor of any type.")
    .Input(1, "split", "int64, 1-D: the length of each part; absent: equal parts.")
    .Output(0, "outputs", "The parts.");

REGISTER_ONNX_OPERATOR(Split, SplitOp);

}  // namespace
}  // namespace netdef
