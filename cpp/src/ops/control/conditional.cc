// Conditional: picks rows from one tensor or another.
#include <algorithm>

#include "netdef/operator.h"

namespace netdef {
namespace {

std::vector<TensorSpec> ConditionalShape(const NoArgs&, const ShapeInputs& in) {
  NETDEF_ENFORCE_EQ(in[0].dims.size(), 1u, "[Conditional] the condition must have one dimension");
  NETDEF_ENFORCE(!in[1].dims.empty() && in[1].dims[0] == in[0].dims[0], "[Conditional] DataT must have one row for each of the ",
                 in[0].dims[0], " conditions, got shape ", DimsString(in[1].dims));
  NETDEF_ENFORCE(in[1].dims == in[2].dims, "[Conditional] DataT and DataF must have the same shape, got ",
                 DimsString(in[1].dims), " and ", DimsString(in[2].dims));
  NETDEF_ENFORCE(in[1].dtype == in[2].dtype, "[Conditional] DataT and DataF must have the same type, got ",
                 DTypeName(in[1].dtype), " and ", DTypeName(in[2].dtype));
  return {{in[1].dims, in[1].dtype}};
}

class ConditionalOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const bool* condition = Input(0).data<bool>();
    const Tensor& out = *Output(0);
    const int64_t rows = Input(0).numel(), row = out.size_from_dim(1);
    if (out.dtype() == DType::kString) {
      CopyRows(condition, rows, row, Input(1).data<std::string>(), Input(2).data<std::string>(),
               Output(0)->mutable_data<std::string>());
      return;
    }
    const int64_t bytes = row * static_cast<int64_t>(out.itemsize());
    const auto* t = static_cast<const char*>(Input(1).raw_data());
    const auto* f = static_cast<const char*>(Input(2).raw_data());
    CopyRows(condition, rows, bytes, t, f, static_cast<char*>(Output(0)->raw_mutable_data()));
  }

 private:
  template <typename T>
  static void CopyRows(const bool* condition, int64_t rows, int64_t row, const T* t, const T* f, T* out) {
    for (int64_t i = 0; i < rows; ++i) {
      const T* from = (condition[i] ? t : f) + i * row;
      std::copy(from, from + row, out + i * row);
    }
  }
};

OPERATOR_SCHEMA(Conditional)
    .NumInputs(3)
    .NumOutputs(1)
    .Shape<NoArgs>(ConditionalShape)
    .SetDoc("Row i of the output is row i of DataT where condition i holds, else row i of DataF.")
    .Input(0, "Condition", "Bool tensor of shape (N).")
    .Input(1, "DataT", "Tensor of shape (N, ...) and any type.")
    .Input(2, "DataF", "Tensor of the same shape and type.")
    .Output(0, "DataO", "Tensor of the same shape and type.");

REGISTER_CPU_OPERATOR(Conditional, ConditionalOp);
NO_GRADIENT(Conditional);

}  // namespace
}  // namespace netdef
