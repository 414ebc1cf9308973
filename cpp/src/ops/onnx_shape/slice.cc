// Slice of ONNX: every step-th element of a range along some axes, steps of any sign.
#include "ops/onnx_shape/_shared.h"

namespace netdef {
namespace {

struct SliceRange {
  int64_t start = 0, step = 1, extent = 0;
};

// The range [start, end) along an axis, as numpy cuts it off at the ends.
SliceRange MakeRange(int64_t start, int64_t end, int64_t step, int64_t dim) {
  NETDEF_ENFORCE(step != 0, "[Slice] a step must not be 0");
  step = std::clamp<int64_t>(step, -dim - 1, dim + 1);  // a longer one takes one element as well
  const auto from_end = [&](int64_t i) { return i < 0 ? (i < -dim ? -1 : i + dim) : i; };
  SliceRange range;
  range.step = step;
  if (step > 0) {
    range.start = std::clamp<int64_t>(from_end(start), 0, dim);
    range.extent = std::clamp<int64_t>(from_end(end), 0, dim) - range.start;
    range.extent = range.extent <= 0 ? 0 : (range.extent - 1) / step + 1;
  } else {
    range.start = std::clamp<int64_t>(from_end(start), -1, dim - 1);
    range.extent = range.start - std::clamp<int64_t>(from_end(end), -1, dim - 1);
    range.extent = range.extent <= 0 ? 0 : (range.extent - 1) / -step + 1;
  }
  return range;
}

std::vector<SliceRange> MakeRanges(const Dims& dims, const std::vector<int64_t>& starts, const std::vector<int64_t>& ends,
                                   const std::vector<int64_t>* axes, const std::vector<int64_t>* steps) {
  std::vector<SliceRange> ranges(dims.size());
  for (size_t i = 0; i < dims.size(); ++i) ranges[i].extent = dims[i];
  NETDEF_ENFORCE_EQ(starts.size(), ends.size(), "[Slice] starts and ends must have one value for each axis");
  NETDEF_ENFORCE(axes == nullptr || axes->size() == starts.size(), "[Slice] axes must have as many values as starts");
  NETDEF_ENFORCE(steps == nullptr || steps->size() == starts.size(), "[Slice] steps must have as many values as starts");
  if (axes != nullptr) MarkAxes(*axes, dims.size());
  for (size_t i = 0; i < starts.size(); ++i) {
    const auto axis = static_cast<size_t>(CanonicalAxis(axes != nullptr ? (*axes)[i] : static_cast<int64_t>(i), dims));
    ranges[axis] = MakeRange(starts[i], ends[i], steps != nullptr ? (*steps)[i] : 1, dims[axis]);
  }
  return ranges;
}

std::vector<TensorSpec> SliceShape(const ShapeInputs& in) {
  std::vector<int64_t> values[4];
  for (size_t i = 1; i < 5; ++i) {
    if (in.has(i) && !KnownInts(in, i, &values[i - 1])) return {TensorSpec::Unknown(in[0].dtype)};
  }
  Dims dims;
  for (const SliceRange& range : MakeRanges(in[0].dims, values[0], values[1], in.has(3) ? &values[2] : nullptr,
                                            in.has(4) ? &values[3] : nullptr)) {
    dims.push_back(range.extent);
  }
  return OneSpec(std::move(dims), in[0].dtype);
}

class SliceOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const std::vector<int64_t> starts = IntegersOf(Input(1)), ends = IntegersOf(Input(2));
    std::vector<int64_t> axes, steps;
    if (HasInput(3)) axes = IntegersOf(Input(3));
    if (HasInput(4)) steps = IntegersOf(Input(4));
    const std::vector<SliceRange> ranges =
        MakeRanges(Input(0).dims(), starts, ends, HasInput(3) ? &axes : nullptr, HasInput(4) ? &steps : nullptr);
    Dims in_steps = RowMajorSteps(Input(0).dims());
    int64_t offset = 0;
    for (size_t i = 0; i < ranges.size(); ++i) {
      if (ranges[i].extent == 0) return;
      offset += ranges[i].start * in_steps[i];
      in_steps[i] *= ranges[i].step;
    }
    GatherStrided(Input(0), offset, in_steps, Output(0));
  }
};

ONNX_OPERATOR_SCHEMA(Slice)
    .NumInputs(3, 5)
    .NumOutputs(1)
    .Shape(SliceShape)
    .SetDoc("Ranges of a tensor along some axes, as numpy's data[start:end:step].")
    .Input(0, "data", "Tensor of any type.")
    .Input(1, "starts", "int64 or int32, 1-D.")
    .Input(2, "ends", "Likewise; not in the range.")
    .Input(3, "axes", "Axes the ranges are for; absent: the first ones.")
    .Input(4, "steps", "Likewise; absent: 1.")
    .Output(0, "output", "The elements in the ranges.");

REGISTER_ONNX_OPERATOR(Slice, SliceOp);

}  // namespace
}  // namespace netdef
