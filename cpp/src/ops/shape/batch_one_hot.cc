// BatchOneHot: every column of a matrix has a list of values of its own; the output has one column for each
// of these values, which is 1 where the element is equal to it and 0 elsewhere.
#include "netdef/lengths.h"
#include "netdef/pointwise.h"

namespace netdef {
namespace {

class BatchOneHotOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    using Types = TypeList<int32_t, int64_t, bool>;
    DispatchTypes(Types(), Input(0).dtype(), [&](auto zero) { Fill<decltype(zero)>(); });
  }

 private:
  template <typename T>
  void Fill() {
    const int64_t rows = Input(0).dim(0), columns = Input(0).dim(1);
    const T* x = Input(0).data<T>();
    const int* lengths = Input(1).data<int>();
    const T* values = Input(2).data<T>();
    T* y = Output(0)->mutable_data<T>();
    for (int64_t row = 0; row < rows; ++row) {
      const T* value = values;
      for (int64_t c = 0; c < columns; ++c) {
        for (int i = 0; i < lengths[c]; ++i, ++value, ++y) *y = static_cast<T>(*value == x[row * columns + c]);
      }
    }
  }
};

OPERATOR_SCHEMA(BatchOneHot)
    .NumInputs(3)
    .NumOutputs(1)
    .Shape([](const ShapeInputs& in) {
      NETDEF_ENFORCE_EQ(in[0].dims.size(), 2u, "data must be a matrix");
      NETDEF_ENFORCE(in[1].dims == Dims{in[0].dims[1]}, "there must be one length for each column of the data, got shape [",
                     DimsString(in[1].dims), "]");
      NETDEF_ENFORCE_EQ(in[2].dims.size(), 1u, "values must be a vector");
      const Tensor* lengths = in.value(1);
      if (lengths != nullptr) {
        NETDEF_ENFORCE_EQ(TotalLength(lengths->data<int>(), lengths->numel()), in[2].dims[0], "the lengths must add up to the number of values");
      }
      return std::vector<TensorSpec>{{{in[0].dims[0], in[2].dims[0]}, in[0].dtype}};
    })
    .SetDoc("One-hot coding of the columns of a matrix, each of which has its own list of values.")
    .Input(0, "data", "Matrix of integers or bools.")
    .Input(1, "lengths", "int32: how many values each column can have.")
    .Input(2, "values", "The values of all columns one after the other, of the type of data.")
    .Output(0, "output", "Matrix of the type of data with one column for each value.");

REGISTER_CPU_OPERATOR(BatchOneHot, BatchOneHotOp);
NO_GRADIENT(BatchOneHot);

}  // namespace
}  // namespace netdef
