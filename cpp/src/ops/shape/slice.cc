// Slice: the block of X between `starts` and `ends`. A negative bound counts from the end, where -1
// is the end itself (so that ends = -1 takes all there is); bounds past the end are the end.
//
// Known difference: several axes may be cut at once; Caffe2 could cut one.
#include <algorithm>
#include <utility>

#include "core/fill_zero.h"
#include "netdef/proto_utils.h"
#include "ops/shape/_shared.h"

namespace netdef {
namespace {

struct SliceArgs {
  std::vector<int64_t> starts, ends;

  template <typename V>
  void Fields(V& v) {
    v("starts", starts, "First index along each axis, where there is one input; later axes are taken whole.");
    v("ends", ends, "Index past the last one along each axis.");
  }
};

struct Block {
  Dims starts, extents;
};

Block MakeBlock(const Dims& dims, const std::vector<int64_t>& starts, const std::vector<int64_t>& ends) {
  NETDEF_ENFORCE(starts.size() == ends.size(), "starts and ends must have the same size, got ", starts.size(), " and ",
                 ends.size());
  NETDEF_ENFORCE(starts.size() <= dims.size(), "X [", DimsString(dims), "] has less axes than there are starts: ",
                 starts.size());
  Block block{Dims(dims.size(), 0), dims};
  for (size_t i = 0; i < starts.size(); ++i) {
    if (dims[i] == 0) continue;
    const auto bound = [&](int64_t at) { return std::min(at < 0 ? dims[i] + 1 + at : at, dims[i]); };
    const int64_t start = bound(starts[i]), end = bound(ends[i]);
    NETDEF_ENFORCE(start >= 0 && end >= start, "axis ", i, " of extent ", dims[i], " cannot be cut from ", starts[i],
                   " to ", ends[i]);
    block.starts[i] = start;
    block.extents[i] = end - start;
  }
  return block;
}

Block MakeBlock(const SliceArgs& args, const Dims& dims, const Tensor* starts, const Tensor* ends) {
  if (starts == nullptr) return MakeBlock(dims, args.starts, args.ends);
  return MakeBlock(dims, IntValues(*starts, "starts"), IntValues(*ends, "ends"));
}

// Calls copy(at, n) for each stretch of n elements that are neighbours in X: `at` in X, and they come
// one after the other in the block.
template <typename Copy>
void ForEachStretch(const Dims& dims, const Block& block, Copy&& copy) {
  // The axes after the last one that is cut lie in one piece with it.
  size_t last = dims.size();
  while (last > 0 && block.extents[last - 1] == dims[last - 1]) --last;
  if (last == 0) {
    copy(0, NumElements(dims));
    return;
  }
  --last;
  const int64_t inner = SizeFromDim(dims, static_cast<int64_t>(last) + 1);
  const int64_t n = block.extents[last] * inner;
  const int64_t count = SizeToDim(block.extents, static_cast<int64_t>(last));
  if (n == 0) return;
  for (int64_t i = 0; i < count; ++i) {
    int64_t rest = i, at = block.starts[last] * inner, stride = dims[last] * inner;
    for (size_t axis = last; axis-- > 0;) {
      at += (block.starts[axis] + rest % block.extents[axis]) * stride;
      rest /= block.extents[axis];
      stride *= dims[axis];
    }
    copy(at, n);
  }
}

class SliceOp final : public KernelOperator<SliceArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override {
    block_ = InputSize() == 1 ? MakeBlock(args_, Input(0).dims(), nullptr, nullptr)
                              : MakeBlock(args_, Input(0).dims(), &Input(1), &Input(2));
  }

  void Compute() override {
    const Tensor& x = Input(0);
    void* y = Output(0)->raw_mutable_data(x.dtype());
    int64_t done = 0;
    ForEachStretch(x.dims(), block_, [&](int64_t at, int64_t n) {
      CopyElements(x.dtype(), n, x.raw_data(), at, y, done);
      done += n;
    });
  }

 private:
  Block block_;
};

// (X, dY) or (X, starts, ends, dY) -> dX
class SliceGradientOp final : public KernelOperator<SliceArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override {
    block_ = InputSize() == 2 ? MakeBlock(args_, Input(0).dims(), nullptr, nullptr)
                              : MakeBlock(args_, Input(0).dims(), &Input(1), &Input(2));
    NETDEF_ENFORCE(Input(InputSize() - 1).dims() == block_.extents, "[SliceGradient] dY must have the shape of the slice [",
                   DimsString(block_.extents), "], got [", DimsString(Input(InputSize() - 1).dims()), "]");
  }

  void Compute() override {
    const Tensor& dy = Input(InputSize() - 1);
    NETDEF_ENFORCE(dy.dtype() != DType::kString, "Unsupported type of tensor: ", DTypeName(dy.dtype()));
    void* dx = Output(0)->raw_mutable_data(dy.dtype());
    FillZero(Output(0));
    int64_t done = 0;
    ForEachStretch(Output(0)->dims(), block_, [&](int64_t at, int64_t n) {
      CopyElements(dy.dtype(), n, dy.raw_data(), done, dx, at);
      done += n;
    });
  }

 private:
  Block block_;
};

OPERATOR_SCHEMA(Slice)
    .NumInputs({1, 3})
    .NumOutputs(1)
    .Args<SliceArgs>()
    .Shape<SliceArgs>([](const SliceArgs& args, const ShapeInputs& in) {
      const bool tensors = in.size() == 3;
      const Tensor* starts = tensors ? in.value(1) : nullptr;
      const Tensor* ends = tensors ? in.value(2) : nullptr;
      if (tensors && (starts == nullptr || ends == nullptr)) {
        return std::vector<TensorSpec>{TensorSpec::Unknown(in[0].dtype)};
      }
      return std::vector<TensorSpec>{{MakeBlock(args, in[0].dims, starts, ends).extents, in[0].dtype}};
    })
    .SetDoc("Cuts a block out of a tensor.\n\n"
            "A negative bound b stands for extent + 1 + b, so -1 is the end; bounds past the end are the end.")
    .Differs("Several axes may be cut at once; Caffe2 could cut only one.")
    .Input(0, "X", "Tensor of any type.")
    .Input(1, "starts", "First index along each axis: a vector of int32 or int64.")
    .Input(2, "ends", "Index past the last one along each axis, of the type of starts.")
    .Output(0, "Y", "The block.");

OPERATOR_SCHEMA(SliceGradient)
    .NumInputs({2, 4})
    .NumOutputs(1)
    .Args<SliceArgs>()
    .Shape([](const ShapeInputs& in) { return std::vector<TensorSpec>{{in[0].dims, in[in.size() - 1].dtype}}; })
    .SetDoc("Gradient of Slice: dY in the place of the block, 0 elsewhere. Takes (X, dY) or (X, starts, ends, dY).")
    .Input(0, "X", "Input of Slice.")
    .Input(1, "starts", "As for Slice; left out where it has the bounds as arguments.")
    .Input(2, "ends", "As for Slice.")
    .Input(3, "dY", "Gradient of Y.")
    .Output(0, "dX", "Gradient of X.");

REGISTER_CPU_OPERATOR(Slice, SliceOp);
REGISTER_CPU_OPERATOR(SliceGradient, SliceGradientOp);

class GetSliceGradient final : public GradientMakerBase {
 public:
  using GradientMakerBase::GradientMakerBase;

  std::vector<OperatorDef> GetGradientDefs() override {
    if (InputSize() == 1) return SingleGradientDef("SliceGradient", "", {I(0), GO(0)}, {GI(0)});
    return SingleGradientDef("SliceGradient", "", {I(0), I(1), I(2), GO(0)}, {GI(0)});
  }
};

REGISTER_GRADIENT(Slice, GetSliceGradient);

}  // namespace
}  // namespace netdef
