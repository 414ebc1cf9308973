// UniqueUniformFill: distinct integers between min and max (both included), none of them in `avoid`.
#include <unordered_set>

#include "core/random_numbers.h"
#include "core/random_operators.h"
#include "ops/fill/_shared.h"

namespace netdef {
namespace {

struct UniqueUniformFillArgs : FillArgs {
  int64_t min = 0;
  int64_t max = 1;
  DType dtype = DType::kInt32;

  template <typename V>
  void Fields(V& v) {
    FillArgs::Fields(v);
    v("min", min, "Smallest value.");
    v("max", max, "Largest value.");
    int wire = 2;  // INT32
    v("dtype", wire, "TensorProto.INT32 or INT64.");
    dtype = DTypeFromWire(wire);
    NETDEF_ENFORCE(dtype == DType::kInt32 || dtype == DType::kInt64, "Unexpected 'dtype' argument value: ", wire);
  }
};

std::vector<TensorSpec> UniqueUniformFillShape(const UniqueUniformFillArgs& args, const ShapeInputs& in) {
  Dims dims;
  if (!FillDims(args, in, &dims)) return {TensorSpec::Unknown(args.dtype)};
  return {TensorSpec(std::move(dims), args.dtype)};
}

class UniqueUniformFillOp final : public KernelOperator<UniqueUniformFillArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    DispatchTypes<int32_t, int64_t>(args_.dtype, [&](auto zero) { Fill<decltype(zero)>(); });
  }

 private:
  template <typename T>
  void Fill() {
    NETDEF_ENFORCE(args_.min >= std::numeric_limits<T>::min() && args_.max <= std::numeric_limits<T>::max(),
                   "[UniqueUniformFill] min and max do not fit into ", DTypeName(args_.dtype));
    NETDEF_ENFORCE_LE(args_.min, args_.max, "[UniqueUniformFill] expected min <= max");
    std::unordered_set<T> taken;
    uint64_t avoided = 0;
    if (InputSize() >= 2) {
      const Tensor& avoid = Input(1);
      NETDEF_ENFORCE_EQ(avoid.dim(), 1, "[UniqueUniformFill] avoid must be 1-D");
      const T* values = avoid.data<T>();
      for (int64_t i = 0; i < avoid.numel(); ++i) {
        const bool added = taken.insert(values[i]).second;
        NETDEF_ENFORCE(added, "[UniqueUniformFill] avoid must hold distinct values, but ", values[i], " is repeated");
        if (values[i] >= args_.min && values[i] <= args_.max) ++avoided;
      }
    }
    Tensor* out = Output(0);
    const auto n = static_cast<uint64_t>(out->numel());
    const uint64_t span = static_cast<uint64_t>(args_.max) - static_cast<uint64_t>(args_.min);  // one less than there are
    NETDEF_ENFORCE(n == 0 || n - 1 <= span - avoided, "[UniqueUniformFill] cannot draw ", n, " distinct values between ",
                   args_.min, " and ", args_.max, " with ", avoided, " of them avoided");
    // Drawn again on a collision: at worst, where all are taken in the end, about log(n) times as often.
    T* y = out->mutable_data<T>();
    auto& generator = context_.RandGenerator();
    for (uint64_t i = 0; i < n; ++i) {
      do {
        y[i] = DrawInteger(generator, static_cast<T>(args_.min), static_cast<T>(args_.max));
      } while (!taken.insert(y[i]).second);
    }
  }
};

OPERATOR_SCHEMA(UniqueUniformFill)
    .NumInputs(0, 2)
    .NumOutputs(1)
    .AllowInplace({{0, 0}})
    .Args<UniqueUniformFillArgs>()
    .Shape<UniqueUniformFillArgs>(UniqueUniformFillShape)
    .SetDoc("Fills a tensor with distinct random integers between `min` and `max`, both included.")
    .Input(0, "input", "Gives the shape: its own, or its contents with `input_as_shape` (optional).")
    .Input(1, "avoid", "Distinct values that must not occur, 1-D, of the output's type (optional).")
    .Output(0, "output", "The filled tensor.");

REGISTER_CPU_OPERATOR(UniqueUniformFill, UniqueUniformFillOp);
REGISTER_RANDOM_OPERATOR("", UniqueUniformFill);
NO_GRADIENT(UniqueUniformFill);

}  // namespace
}  // namespace netdef
