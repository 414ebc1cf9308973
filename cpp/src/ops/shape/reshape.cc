// Reshape: the elements of X in another shape. In the new shape 0 stands for the extent of X there,
// one -1 for what is left over. The second output is the old shape, for the way back.
#include "core/new_shape.h"
#include "netdef/proto_utils.h"
#include "ops/shape/_shared.h"

namespace netdef {
namespace {

struct ReshapeArgs {
  std::vector<int64_t> shape;
  bool has_shape = false;

  template <typename V>
  void Fields(V& v) {
    v("shape", shape, "The new shape, where there is no second input.");
    if (V::kReads) has_shape = v.raw().Has("shape");
  }
};

std::vector<TensorSpec> ReshapeShape(const ReshapeArgs& args, const ShapeInputs& in) {
  const bool small = in.size() == 2 && in[1].dtype == DType::kInt32;  // the old shape has the type of the new one
  const TensorSpec old_shape({static_cast<int64_t>(in[0].dims.size())}, small ? DType::kInt32 : DType::kInt64);
  if (in.size() == 1) {
    NETDEF_ENFORCE(args.has_shape, "Argument `shape` is missing.");
    return {{NewShape(in[0].dims, args.shape), in[0].dtype}, old_shape};
  }
  NETDEF_ENFORCE(!args.has_shape, "New shape is specified by the input blob, do not pass in the argument `shape`.");
  const Tensor* shape = in.value(1);
  if (shape == nullptr) return {TensorSpec::Unknown(in[0].dtype), old_shape};
  return {{NewShape(in[0].dims, IntValues(*shape, "the new shape")), in[0].dtype}, old_shape};
}

class ReshapeOp final : public ReshapingOp<ReshapeArgs> {
 public:
  using ReshapingOp::ReshapingOp;

 protected:
  void Prepare() override { old_shape_ = input_spec(0).dims; }

  void Compute() override {
    ReshapingOp::Compute();
    DispatchTypes<int32_t, int64_t>(Output(1)->dtype(), [&](auto zero) {
      using T = decltype(zero);
      std::transform(old_shape_.begin(), old_shape_.end(), Output(1)->mutable_data<T>(), [](int64_t dim) { return static_cast<T>(dim); });
    });
  }

 private:
  Dims old_shape_;
};

OPERATOR_SCHEMA(Reshape)
    .NumInputs(1, 2)
    .NumOutputs(2)
    .AllowInplace({{0, 0}})
    .Args<ReshapeArgs>()
    .Shape<ReshapeArgs>(ReshapeShape)
    .SetDoc("Gives a tensor another shape.\n\n"
            "In the new shape a 0 stands for the extent that X has there, and one -1 for whatever makes the sizes agree.")
    .Input(0, "X", "Tensor of any type.")
    .Input(1, "new_shape", "The new shape: a vector of int32 or int64.")
    .Output(0, "reshaped", "The elements of X in the new shape.")
    .Output(1, "old_shape", "The shape of X, int64.");

REGISTER_CPU_OPERATOR(Reshape, ReshapeOp);

class GetReshapeGradient final : public GradientMakerBase {
 public:
  using GradientMakerBase::GradientMakerBase;
  bool CopyArguments() const override { return false; }

  std::vector<OperatorDef> GetGradientDefs() override {
    return SingleGradientDef("Reshape", "", {GO(0), O(1)}, {GI(0), "_" + GI(0) + "_dims"});
  }
};

REGISTER_GRADIENT(Reshape, GetReshapeGradient);

}  // namespace
}  // namespace netdef
