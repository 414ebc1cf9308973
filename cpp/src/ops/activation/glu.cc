// Glu: y = a * sigmoid(b), where a and b are the halves of X along `dim`.
// https://arxiv.org/abs/1612.08083
#include "netdef/dims.h"
#include "netdef/pointwise.h"
#include "netdef/vector_math.h"

namespace netdef {
namespace {

struct GluArgs {
  int dim = -1;

  template <typename V>
  void Fields(V& v) {
    v("dim", dim, "Axis along which X is halved.");
  }
};

std::vector<TensorSpec> GluShape(const GluArgs& args, const ShapeInputs& in) {
  Dims dims = in[0].dims;
  int64_t& extent = dims[static_cast<size_t>(CanonicalAxis(args.dim, dims))];
  NETDEF_ENFORCE(extent % 2 == 0, "[Glu] X must have an even extent along axis ", args.dim, ", got [",
                 DimsString(in[0].dims), "]");
  extent /= 2;
  return {{dims, in[0].dtype}};
}

struct Gate : CostlyFormula {
  template <typename T>
  T operator()(T a, T b, const NoArgs&) const {
    return a / (T(1) + vec::Exp(-b));
  }
};

class GluOp final : public KernelOperator<GluArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Dims& dims = Input(0).dims();
    const int64_t half = SizeFromDim(dims, CanonicalAxis(args_.dim, dims)) / 2;
    if (half == 0) return;
    DispatchTypes(FloatTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* x = Input(0).data<T>();
      T* y = Output(0)->mutable_data<T>();
      for (int64_t done = 0; done < Output(0)->numel(); done += half) {
        const T* a = x + 2 * done;
        MapElements(half, y + done, Gate(), NoArgs(), a, a + half);
      }
    });
  }
};

OPERATOR_SCHEMA(Glu)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<GluArgs>()
    .Shape<GluArgs>(GluShape)
    .SetDoc("Gated linear unit: the first half of X times the sigmoid of its second half.\n\n"
            "Source: [Dauphin et al., 2016](https://arxiv.org/abs/1612.08083).")
    .Input(0, "X", "Tensor with an even extent along `dim`.")
    .Output(0, "Y", "Shape of X with half the extent along `dim`.");

REGISTER_CPU_OPERATOR(Glu, GluOp);
GRADIENT_NOT_IMPLEMENTED_YET(Glu);

}  // namespace
}  // namespace netdef
