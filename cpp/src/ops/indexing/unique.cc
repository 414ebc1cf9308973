// Unique: the distinct elements in ascending order, and for each input element which of them it is.
#include "ops/indexing/_shared.h"

namespace netdef {
namespace {

class UniqueOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    NETDEF_ENFORCE_EQ(Input(0).dim(), 1, "[Unique] Input should be a vector");
    DispatchTypes<int32_t, int64_t>(Input(0).dtype(), [&](auto zero) { Run<decltype(zero)>(); });
  }

 private:
  template <typename T>
  void Run() {
    const int64_t n = Input(0).numel();
    const T* x = Input(0).data<T>();
    order_.resize(static_cast<size_t>(n));
    std::iota(order_.begin(), order_.end(), int64_t{0});
    std::sort(order_.begin(), order_.end(), [x](int64_t a, int64_t b) { return x[a] < x[b]; });
    int64_t count = 0;
    for (size_t i = 0; i < order_.size(); ++i) count += i == 0 || x[order_[i]] != x[order_[i - 1]];
    NETDEF_ENFORCE_LE(n, std::numeric_limits<int32_t>::max(), "[Unique] too many elements");
    int32_t* remap = nullptr;
    if (OutputSize() > 1) {
      Output(1)->Resize({n}, DType::kInt32);
      remap = Output(1)->mutable_data<int32_t>();
    }
    Output(0)->Resize({count}, DTypeOf<T>::value);
    T* y = Output(0)->mutable_data<T>();
    int32_t last = -1;
    for (size_t i = 0; i < order_.size(); ++i) {
      if (i == 0 || x[order_[i]] != x[order_[i - 1]]) y[++last] = x[order_[i]];
      if (remap != nullptr) remap[order_[i]] = last;
    }
  }

  std::vector<int64_t> order_;
};

OPERATOR_SCHEMA(Unique)
    .NumInputs(1)
    .NumOutputs(1, 2)
    .ShapeDependsOnData("there are as many unique values as the input happens to hold")
    .SetDoc("The distinct values of a vector, in ascending order.")
    .Input(0, "indices", "1-D, int32 or int64.")
    .Output(0, "unique_indices", "The distinct values, of the input's type.")
    .Output(1, "remapping", "For each input element its position in unique_indices, int32 (optional).");

REGISTER_CPU_OPERATOR(Unique, UniqueOp);
SHOULD_NOT_DO_GRADIENT(Unique);

}  // namespace
}  // namespace netdef
