// BatchBucketize: the buckets of some columns of a matrix, each of which has its own boundaries. As in Caffe2, which
// does not check that boundaries ascend, it is the first one that is not below the element that counts.
#include <algorithm>

#include "netdef/pointwise.h"

namespace netdef {
namespace {

// (features, indices, boundaries, lengths)
class BatchBucketizeOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t rows = Input(0).dim(0), width = Input(0).dim(1), columns = Input(1).numel();
    const float* x = Input(0).data<float>();
    const int* indices = Input(1).data<int>();
    const float* boundaries = Input(2).data<float>();
    const int* lengths = Input(3).data<int>();
    int* y = Output(0)->mutable_data<int>();
    int64_t used = 0;
    for (int64_t c = 0; c < columns; ++c) {
      NETDEF_ENFORCE(indices[c] >= 0 && indices[c] < width, "[BatchBucketize] index ", indices[c], " is out of range 0 to ",
                     width - 1);
      NETDEF_ENFORCE(lengths[c] >= 0 && lengths[c] <= Input(2).numel() - used, "[BatchBucketize] the sum of length should be ",
                     "equal to the length of boundaries: ", Input(2).numel());
      const float* first = boundaries + used;
      const float* last = first + lengths[c];
      used += lengths[c];
      for (int64_t row = 0; row < rows; ++row) {
        const float value = x[row * width + indices[c]];
        y[row * columns + c] = static_cast<int>(std::find_if(first, last, [value](float bound) { return !(bound < value); }) - first);
      }
    }
    NETDEF_ENFORCE_EQ(used, Input(2).numel(), "[BatchBucketize] the sum of length should be equal to the length of boundaries");
  }
};

OPERATOR_SCHEMA(BatchBucketize)
    .NumInputs(4)
    .NumOutputs(1)
    .Shape([](const ShapeInputs& in) {
      NETDEF_ENFORCE_EQ(in[0].dims.size(), 2u, "the features must be a matrix");
      NETDEF_ENFORCE(in[1].dims.size() == 1 && in[3].dims == in[1].dims,
                     "indices and lengths must be vectors of the same length, got shapes [", DimsString(in[1].dims),
                     "] and [", DimsString(in[3].dims), "]");
      return std::vector<TensorSpec>{{{in[0].dims[0], in[1].dims[0]}, DType::kInt32}};
    })
    .SetDoc("Tells between which boundaries the elements of some columns of a matrix lie.")
    .Input(0, "float_features", "Float matrix.")
    .Input(1, "indices", "int32: the columns to look at.")
    .Input(2, "boundaries", "Boundaries of these columns, one column after the other, sorted.")
    .Input(3, "lengths", "int32: how many boundaries each of these columns has.")
    .Output(0, "bucktized_feat", "int32 matrix: the buckets, one column for each index.");

REGISTER_CPU_OPERATOR(BatchBucketize, BatchBucketizeOp);
NO_GRADIENT(BatchBucketize);

}  // namespace
}  // namespace netdef
