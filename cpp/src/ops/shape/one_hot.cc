// OneHot: row i has a 1 at place indices[i] and 0 elsewhere.
//
// Known difference: an index out of range is an error; Caffe2 wrote past the row.
#include <algorithm>

#include "netdef/operator.h"

namespace netdef {
namespace {

class OneHotOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t size = Output(0)->dim(1);
    const int64_t* indices = Input(0).data<int64_t>();
    float* y = Output(0)->mutable_data<float>();
    std::fill(y, y + Output(0)->numel(), 0.0f);
    for (int64_t i = 0; i < Input(0).numel(); ++i) {
      NETDEF_ENFORCE(indices[i] >= 0 && indices[i] < size, "[OneHot] index ", indices[i], " is out of range 0 to ", size - 1);
      y[i * size + indices[i]] = 1.0f;
    }
  }
};

OPERATOR_SCHEMA(OneHot)
    .NumInputs(2)
    .NumOutputs(1)
    .Shape([](const ShapeInputs& in) {
      NETDEF_ENFORCE_EQ(in[0].dims.size(), 1u, "indices input must be 1D tensor of data type int64_t");
      NETDEF_ENFORCE_EQ(NumElements(in[1].dims), 1, "index_size_tensor input must be one number");
      const Tensor* size = in.value(1);
      if (size == nullptr) return std::vector<TensorSpec>{TensorSpec::Unknown(DType::kFloat)};
      return std::vector<TensorSpec>{{{in[0].dims[0], *size->data<int64_t>()}, DType::kFloat}};
    })
    .SetDoc("Turns indices into rows of zeros with a single one.")
    .Differs("An index out of range is an error; Caffe2 wrote to another row or past the end.")
    .Input(0, "indices", "Vector of int64.")
    .Input(1, "index_size_tensor", "Width of the rows: one int64.")
    .Output(0, "one_hots", "Float matrix with one row for each index.");

REGISTER_CPU_OPERATOR(OneHot, OneHotOp);
NO_GRADIENT(OneHot);

}  // namespace
}  // namespace netdef
