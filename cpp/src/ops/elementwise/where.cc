// Where: Z = X where C is true, Y elsewhere; with broadcast_on_rows C has one value for each row.
#include "base/grain.h"
#include "netdef/dims.h"
#include "netdef/pointwise.h"

namespace netdef {
namespace {

struct WhereArgs {
  bool broadcast_on_rows = false;

  template <typename V>
  void Fields(V& v) {
    v("broadcast_on_rows", broadcast_on_rows, "C is a vector with one value for each row (first dim) of X.");
  }
};

class WhereOp final : public KernelOperator<WhereArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const bool* c = Input(0).data<bool>();
    using Types = TypeList<float, double, int32_t, int64_t, bool, uint8_t, std::string>;
    DispatchTypes(Types(), Input(1).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* x = Input(1).data<T>();
      const T* y = Input(2).data<T>();
      T* z = Output(0)->mutable_data<T>();
      if (args_.broadcast_on_rows) {
        const int64_t width = SizeFromDim(Input(1).dims(), 1);
        ParallelFor(0, Input(0).numel(), GrainFor(kPointwiseGrain, width),
                    [&](int64_t begin, int64_t end) {
                      for (int64_t row = begin; row < end; ++row) {
                        const T* from = (c[row] ? x : y) + row * width;
                        std::copy(from, from + width, z + row * width);
                      }
                    });
      } else {
        ParallelFor(0, Input(1).numel(), kPointwiseGrain, [&](int64_t begin, int64_t end) {
          for (int64_t i = begin; i < end; ++i) z[i] = c[i] ? x[i] : y[i];
        });
      }
    });
  }
};

OPERATOR_SCHEMA(Where)
    .NumInputs(3)
    .NumOutputs(1)
    .Args<WhereArgs>()
    .Shape<WhereArgs>([](const WhereArgs& args, const ShapeInputs& in) {
      NETDEF_ENFORCE(in[1].dims == in[2].dims, "Dimension mismatch: X is [", DimsString(in[1].dims), "], Y is [",
                     DimsString(in[2].dims), "]");
      if (args.broadcast_on_rows) {
        NETDEF_ENFORCE(in[0].dims.size() == 1 && !in[1].dims.empty() && in[0].dims[0] == in[1].dims[0],
                       "with broadcast_on_rows C must be a vector with one value for each row of X [",
                       DimsString(in[1].dims), "], got [", DimsString(in[0].dims), "]");
      } else {
        NETDEF_ENFORCE(in[0].dims == in[1].dims, "Dimension mismatch: C is [", DimsString(in[0].dims), "], X is [",
                       DimsString(in[1].dims), "]");
      }
      return std::vector<TensorSpec>{in[1]};
    })
    .SetDoc("Picks elements from X where C is true and from Y elsewhere.")
    .Input(0, "C", "Bools, shaped like X, or a vector with broadcast_on_rows.")
    .Input(1, "X", "Values where C is true.")
    .Input(2, "Y", "Values where C is false; shape and type of X.")
    .Output(0, "Z", "Shape and type of X.");

REGISTER_CPU_OPERATOR(Where, WhereOp);
SHOULD_NOT_DO_GRADIENT(Where);

}  // namespace
}  // namespace netdef
