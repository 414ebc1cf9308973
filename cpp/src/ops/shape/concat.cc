// Concat: the inputs one after the other along an axis, or with add_axis=1 stacked along a new one.
// DepthConcat is its older name.
#include "base/grain.h"
#include "netdef/proto_utils.h"
#include "ops/shape/_shared.h"

namespace netdef {
namespace {

struct ConcatArgs : ChannelAxisArgs {
  template <typename V>
  void Fields(V& v) {
    ChannelAxisArgs::Fields(v);
    v("add_axis", add_axis, "Stack the inputs along a new axis at `axis`; they must have the same shape.");
    add_axis = add_axis && has_axis;
  }

  // The axis in the result.
  int ResultAxis(const Dims& first) const {
    Dims dims = first;
    if (add_axis) dims.push_back(1);
    return Axis(dims);
  }
};

std::vector<TensorSpec> ConcatShape(const ConcatArgs& args, const ShapeInputs& in) {
  Dims dims = in[0].dims;
  const auto axis = static_cast<size_t>(args.ResultAxis(dims));
  const auto count = static_cast<int64_t>(in.size());
  int64_t total = 0;
  for (size_t i = 0; i < in.size(); ++i) {
    const Dims& other = in[i].dims;
    NETDEF_ENFORCE(in[i].dtype == in[0].dtype, "All inputs must have the same type, expected: ", DTypeName(in[0].dtype),
                   " but got: ", DTypeName(in[i].dtype), " for input: ", i);
    bool match = other.size() == dims.size();
    for (size_t k = 0; match && k < dims.size(); ++k) match = other[k] == dims[k] || (k == axis && !args.add_axis);
    NETDEF_ENFORCE(match, "Input ", i, " has shape [", DimsString(other), "], input 0 has [", DimsString(dims),
                   "]: the input tensors can only have different dimensions when arg 'add_axis' = 0 and along the axis = ",
                   axis);
    if (!args.add_axis) NETDEF_ENFORCE(!__builtin_add_overflow(total, other[axis], &total), "the inputs are too large");
  }
  if (args.add_axis) {
    dims.insert(dims.begin() + static_cast<int64_t>(axis), count);
  } else {
    dims[axis] = total;
  }
  return {{dims, in[0].dtype}, {{count}, DType::kInt32}};
}

class ConcatOp final : public KernelOperator<ConcatArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Dims& first = Input(0).dims();
    const int axis = args_.ResultAxis(first);
    const int64_t outer = SizeToDim(first, axis);
    const int64_t row = SizeFromDim(Output(0)->dims(), axis);
    const DType dtype = Input(0).dtype();
    void* to = Output(0)->raw_mutable_data(dtype);
    int* split = Output(1)->mutable_data<int>();
    int64_t offset = 0;
    for (int i = 0; i < InputSize(); ++i) {
      const Tensor& x = Input(i);
      const int64_t part = SizeFromDim(x.dims(), axis);
      split[i] = args_.add_axis ? 1 : x.dim32(axis);
      const void* from = x.raw_data();
      ParallelFor(0, outer, GrainFor(65536, part), [&](int64_t begin, int64_t end) {
        for (int64_t o = begin; o < end; ++o) CopyElements(dtype, part, from, o * part, to, o * row + offset);
      });
      offset += part;
    }
  }
};

void ConcatSchema(OpSchema& schema) {
  schema.NumInputs(1, OpSchema::kMany)
      .NumOutputs(2)
      .Args<ConcatArgs>()
      .Shape<ConcatArgs>(ConcatShape)
      .Input(0, "X0, X1, ...", "Tensors of one type whose shapes differ along the axis only.")
      .Output(0, "concat_result", "The inputs one after the other.")
      .Output(1, "split_info", "int32: the extent of each input along the axis, 1 for each with add_axis.");
}

OPERATOR_SCHEMA(Concat).FillUsing(ConcatSchema).SetDoc("Puts tensors one after the other along an axis.");
OPERATOR_SCHEMA(DepthConcat)
    .FillUsing(ConcatSchema)
    .SetDoc("Puts tensors one after the other along an axis; an older name of Concat.");

REGISTER_CPU_OPERATOR(Concat, ConcatOp);
REGISTER_CPU_OPERATOR(DepthConcat, ConcatOp);

class GetConcatGradient final : public GradientMakerBase {
 public:
  using GradientMakerBase::GradientMakerBase;

  std::vector<OperatorDef> GetGradientDefs() override {
    if (!HasGO(0)) return {};
    std::vector<std::string> outputs;
    for (int i = 0; i < InputSize(); ++i) outputs.push_back(GI(i));
    return SingleGradientDef("Split", "", {GO(0), O(1)}, outputs);
  }
};

REGISTER_GRADIENT(Concat, GetConcatGradient);
REGISTER_GRADIENT(DepthConcat, GetConcatGradient);

}  // namespace
}  // namespace netdef
