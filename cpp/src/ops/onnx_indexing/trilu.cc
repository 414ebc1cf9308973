// Trilu of ONNX: the upper or lower triangle of matrices, zeros elsewhere.
#include "ops/onnx_indexing/_shared.h"

namespace netdef {
namespace {

struct TriluArgs {
  bool upper = true;

  template <typename V>
  void Fields(V& v) {
    v("upper", upper, "The upper triangle is kept, else the lower one.");
  }
};

class TriluOp final : public KernelOperator<TriluArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Dims& dims = Input(0).dims();
    NETDEF_ENFORCE(dims.size() >= 2, "[Trilu] expected at least two dimensions, got [", DimsString(dims), "]");
    const int64_t rows = dims[dims.size() - 2], columns = dims.back(), bound = rows + columns;
    const int64_t k = HasInput(1) ? std::clamp<int64_t>(IntValue(Input(1), "[Trilu] k"), -bound, bound) : 0;
    DispatchItemTypes(Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* in = Items<T>(Input(0));
      T* out = static_cast<T*>(Output(0)->raw_mutable_data(Input(0).dtype()));
      for (int64_t row = 0; row < (columns == 0 ? 0 : Input(0).numel() / columns); ++row, in += columns, out += columns) {
        const int64_t diagonal = std::clamp<int64_t>(row % rows + k + (args_.upper ? 0 : 1), 0, columns);
        const int64_t first = args_.upper ? diagonal : 0, last = args_.upper ? columns : diagonal;
        std::fill(out, out + first, T{});
        if (in != out) std::copy(in + first, in + last, out + first);
        std::fill(out + last, out + columns, T{});
      }
    });
  }
};

ONNX_OPERATOR_SCHEMA(Trilu)
    .NumInputs(1, 2)
    .NumOutputs(1)
    .AllowInplace({{0, 0}})
    .Args<TriluArgs>()
    .IdenticalTypeAndShape()
    .SetDoc("A triangle of each matrix.")
    .Input(0, "input", "[..., rows, columns].")
    .Input(1, "k", "int64: the diagonal; 0, if absent, is the main one, positive ones lie above it.")
    .Output(0, "output", "Shape and type of the input.");

REGISTER_ONNX_OPERATOR(Trilu, TriluOp);

}  // namespace
}  // namespace netdef
