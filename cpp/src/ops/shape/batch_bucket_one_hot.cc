// BatchBucketOneHot: every column of a matrix has boundaries of its own, n of which make n + 1 buckets; the
// output has one column for each bucket, which is 1 where the element lies in it and 0 elsewhere.
#include <algorithm>

#include "netdef/operator.h"

namespace netdef {
namespace {

// An element that is equal to several boundaries belongs to the bucket in the middle of those it touches.
int64_t Bucket(const float* first, const float* last, float x) {
  return ((std::lower_bound(first, last, x) - first) + (std::upper_bound(first, last, x) - first)) / 2;
}

class BatchBucketOneHotOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t rows = Input(0).dim(0), columns = Input(0).dim(1), width = Output(0)->dim(1);
    const int64_t count = Input(2).numel();
    const float* x = Input(0).data<float>();
    const int* lengths = Input(1).data<int>();
    const float* boundaries = Input(2).data<float>();
    float* y = Output(0)->mutable_data<float>();
    std::fill(y, y + Output(0)->numel(), 0.0f);
    int64_t used = 0;
    for (int64_t c = 0; c < columns; ++c) {
      NETDEF_ENFORCE(lengths[c] > 0 && lengths[c] <= count - used, "[BatchBucketOneHot] the lengths must be positive and ",
                     "add up to the number of boundaries: ", count);
      const float* first = boundaries + used;
      for (int64_t row = 0; row < rows; ++row) {
        y[row * width + used + c + Bucket(first, first + lengths[c], x[row * columns + c])] = 1.0f;
      }
      used += lengths[c];
    }
    NETDEF_ENFORCE_EQ(used, count, "[BatchBucketOneHot] the lengths must add up to the number of boundaries");
  }
};

OPERATOR_SCHEMA(BatchBucketOneHot)
    .NumInputs(3)
    .NumOutputs(1)
    .Shape([](const ShapeInputs& in) {
      NETDEF_ENFORCE_EQ(in[0].dims.size(), 2u, "data must be a matrix");
      NETDEF_ENFORCE(in[1].dims == Dims{in[0].dims[1]}, "there must be one length for each column of the data, got shape [",
                     DimsString(in[1].dims), "]");
      return std::vector<TensorSpec>{{{in[0].dims[0], in[0].dims[1] + NumElements(in[2].dims)}, DType::kFloat}};
    })
    .SetDoc("One-hot coding of the buckets that the elements of a matrix lie in, with boundaries for each column.")
    .Input(0, "data", "Float matrix.")
    .Input(1, "lengths", "int32: how many boundaries each column has.")
    .Input(2, "boundaries", "The boundaries of all columns one after the other, sorted for each column.")
    .Output(0, "output", "Float matrix with one column for each bucket.");

REGISTER_CPU_OPERATOR(BatchBucketOneHot, BatchBucketOneHotOp);
SHOULD_NOT_DO_GRADIENT(BatchBucketOneHot);

}  // namespace
}  // namespace netdef
