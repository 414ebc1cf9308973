// RowMul: row i of the output is row i of `mat` times w[i].
#include "netdef/broadcast.h"
#include "netdef/dims.h"
#include "netdef/proto_utils.h"

namespace netdef {
namespace {

struct Product {
  template <typename T>
  T operator()(T a, T b) const {
    return a * b;
  }
};

class RowMulOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override {
    const Dims& dims = Input(0).dims();
    plan_ = BroadcastPlan(Dims{dims[0], SizeFromDim(dims, 1)}, Dims{dims[0], 1});
  }

  void Compute() override {
    DispatchTypes(FloatTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      BroadcastMap(plan_, Input(0).data<T>(), Input(1).data<T>(), Output(0)->mutable_data<T>(), Product());
    });
  }

 private:
  BroadcastPlan plan_;
};

OPERATOR_SCHEMA(RowMul)
    .NumInputs(2)
    .NumOutputs(1)
    .Shape([](const ShapeInputs& in) {
      NETDEF_ENFORCE(!in[0].dims.empty() && NumElements(in[1].dims) == in[0].dims[0],
                     "Length of w should be equal to the first dim of mat [", DimsString(in[0].dims), "], w is [",
                     DimsString(in[1].dims), "]");
      return std::vector<TensorSpec>{in[0]};
    })
    .SetDoc("Multiplies each row of a tensor by a number of its own.")
    .Input(0, "mat", "Tensor whose first dim counts the rows.")
    .Input(1, "w", "Vector with one factor for each row.")
    .Output(0, "output", "Shape and type of mat.");

REGISTER_CPU_OPERATOR(RowMul, RowMulOp);

class GetRowMulGradient final : public GradientMakerBase {
 public:
  using GradientMakerBase::GradientMakerBase;

  std::vector<OperatorDef> GetGradientDefs() override {
    const std::string products = GI(1) + "before_aggregate";
    return {CreateOperatorDef("RowMul", "", {GO(0), I(1)}, {GI(0)}),
            CreateOperatorDef("Mul", "", {GO(0), I(0)}, {products}),
            CreateOperatorDef("ReduceTailSum", "", {products}, {GI(1)})};
  }
};

REGISTER_GRADIENT(RowMul, GetRowMulGradient);

}  // namespace
}  // namespace netdef
