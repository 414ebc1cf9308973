// Int8Slice: part of a quantized tensor along one dimension.
#include "core/values_of.h"
#include "netdef/dims.h"
#include "netdef/pointwise.h"
#include "ops/quantized/_shared.h"

namespace netdef {
namespace {

struct SliceArgs : int8::OutputArgs {
  std::vector<int64_t> starts, ends;
  int64_t dim = 0, start_idx = 0, end_idx = -1;

  template <typename V>
  void Fields(V& v) {
    OutputArgs::Fields(v);
    v("starts", starts, "First element along each of the leading dimensions.");
    v("ends", ends, "Element after the last along each of them; -1 is the end, -2 the element before it, ...");
    v("dim", dim, "The one dimension to slice, in place of starts and ends.");
    v("start_idx", start_idx, "First element along dim.");
    v("end_idx", end_idx, "Element after the last along dim, as in ends.");
    if constexpr (V::kReads) {
      if (v.raw().Has("dim") && starts.empty() && ends.empty()) {
        NETDEF_ENFORCE(dim >= 0 && dim < 64, "Invalid axis to slice: ", dim);
        starts.assign(static_cast<size_t>(dim) + 1, 0);
        ends.assign(static_cast<size_t>(dim) + 1, -1);
        starts.back() = start_idx;
        ends.back() = end_idx;
      }
    }
  }
};

// Elements [start, end) along `axis` of a tensor.
struct Range {
  size_t axis = 0;
  int64_t start = 0, end = 0;
};

Range SlicedRange(const Dims& dims, const std::vector<int64_t>& starts, const std::vector<int64_t>& ends) {
  NETDEF_ENFORCE_EQ(starts.size(), ends.size(), "starts and ends must have the same length");
  NETDEF_ENFORCE_GE(dims.size(), starts.size(), "starts has more entries than the input has dimensions");
  Range range;
  if (!dims.empty()) range.end = dims[0];
  bool found = false;
  for (size_t i = 0; i < starts.size(); ++i) {
    int64_t start = starts[i], end = ends[i];
    if (start < 0) start += dims[i] + 1;
    if (end < 0) end += dims[i] + 1;
    start = std::min(start, dims[i]);
    end = std::min(end, dims[i]);
    NETDEF_ENFORCE_GE(start, 0, "a start lies before the tensor");
    NETDEF_ENFORCE_GE(end, start, "a slice must not end before it starts");
    if (start == 0 && end == dims[i]) continue;
    NETDEF_ENFORCE(!found, "Currently only possible to slice in 1 dimension.");
    found = true;
    range = {i, start, end};
  }
  return range;
}

std::vector<TensorSpec> SliceShape(const SliceArgs& args, const ShapeInputs& in) {
  Range range;
  if (in.size() > 1) {
    NETDEF_ENFORCE_EQ(in.size(), 3u, "starts and ends must both be given as inputs");
    const Tensor *starts = in.value(1), *ends = in.value(2);
    if (starts == nullptr || ends == nullptr) return {TensorSpec::Unknown(DType::kUint8)};
    range = SlicedRange(in[0].dims, ValuesOf<int64_t>(IntTypes(), *starts), ValuesOf<int64_t>(IntTypes(), *ends));
  } else {
    range = SlicedRange(in[0].dims, args.starts, args.ends);
  }
  Dims dims = in[0].dims;
  if (!dims.empty()) dims[range.axis] = range.end - range.start;
  return {int8::Spec(std::move(dims))};
}

class Int8SliceOp final : public int8::Int8Operator<SliceArgs> {
 public:
  using Int8Operator::Int8Operator;

 protected:
  void Prepare() override {
    range_ = InputSize() > 1 ? SlicedRange(X(0).t.dims(), ValuesOf<int64_t>(IntTypes(), Input(1)), ValuesOf<int64_t>(IntTypes(), Input(2)))
                             : SlicedRange(X(0).t.dims(), args_.starts, args_.ends);
  }

  void Compute() override {
    RequireQuantizationOf(X(0));
    const Tensor& x = X(0).t;
    Tensor& output = Y()->t;
    const uint8_t* source = x.data<uint8_t>();
    uint8_t* y = output.mutable_data<uint8_t>();
    if (output.numel() == 0) return;
    const int64_t inner = x.dim() == 0 ? 1 : SizeBetween(x.dims(), range_.axis + 1, x.dims().size());
    const int64_t out_block = (range_.end - range_.start) * inner;
    if (x.dim() == 0 || out_block == 0) {
      std::copy_n(source, output.numel(), y);
      return;
    }
    const int64_t in_block = x.dims()[range_.axis] * inner;
    for (int64_t i = 0; i < output.numel() / out_block; ++i) {
      std::memcpy(y + i * out_block, source + i * in_block + range_.start * inner, static_cast<size_t>(out_block));
    }
  }

 private:
  Range range_;
};

OPERATOR_SCHEMA(Int8Slice)
    .NumInputs(1, 3)
    .NumOutputs(1)
    .Args<SliceArgs>()
    .Shape<SliceArgs>(SliceShape)
    .SetDoc("Part of a quantized tensor along one dimension. Y_scale and Y_zero_point must be those of the input.")
    .Input(0, "data", "Int8Tensor of any shape.")
    .Input(1, "starts", "int32 or int64 vector, in place of the argument.")
    .Input(2, "ends", "int32 or int64 vector, in place of the argument.")
    .Output(0, "output", "Int8Tensor: the part.");

REGISTER_CPU_OPERATOR(Int8Slice, Int8SliceOp);
INT8_NO_GRADIENT(Int8Slice);

}  // namespace
}  // namespace netdef
