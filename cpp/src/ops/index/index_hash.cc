// IndexHash: a hash of each index, at most modulo - 1. Byte by byte, h = h * 65537 + byte in the index's own width,
// beginning with seed * 0xDEADBEEF.
#include "netdef/operator.h"
#include "netdef/wrapped.h"

namespace netdef {
namespace {

struct IndexHashArgs {
  int64_t seed = 0, modulo = 0;

  template <typename V>
  void Fields(V& v) {
    v("seed", seed, "Different seeds give different hashes.");
    v("modulo", modulo, "One more than the largest hash; must be positive.");
    if constexpr (V::kReads) NETDEF_ENFORCE_GT(modulo, 0, "[IndexHash] MODULO should be > 0");
  }
};

class IndexHashOp final : public KernelOperator<IndexHashArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    DispatchTypes<int32_t, int64_t>(Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* x = Input(0).data<T>();
      T* y = Output(0)->mutable_data<T>();
      for (int64_t i = 0; i < Input(0).numel(); ++i) y[i] = Hash(x[i]);
    });
  }

 private:
  template <typename T>
  T Hash(T id) const {
    const auto bits = static_cast<uint64_t>(static_cast<Wrap<T>>(id));
    T hash = static_cast<T>(static_cast<uint64_t>(args_.seed) * 0xDEADBEEFu);
    for (size_t i = 0; i < sizeof(T); ++i) {
      hash = AddWrapped<T>(MulWrapped<T>(hash, 65537), static_cast<T>(static_cast<int8_t>(bits >> (8 * i))));
    }
    const int64_t rest = static_cast<int64_t>(hash) % args_.modulo;
    return static_cast<T>(rest < 0 ? rest + args_.modulo : rest);
  }
};

OPERATOR_SCHEMA(IndexHash)
    .NumInputs(1)
    .NumOutputs(1)
    .AllowInplace({{0, 0}})
    .Args<IndexHashArgs>()
    .IdenticalTypeAndShape()
    .SetDoc("Hashes indices into the range from 0 to `modulo` - 1.")
    .Input(0, "Indices", "Int32 or int64, of any shape; the two types have different hashes.")
    .Output(0, "HashedIndices", "The hashes, of the same type.");

REGISTER_CPU_OPERATOR(IndexHash, IndexHashOp);
SHOULD_NOT_DO_GRADIENT(IndexHash);

}  // namespace
}  // namespace netdef
