// SegmentOneHot: row i has 1 at the places of all indices of segment i and 0 elsewhere.
#include <algorithm>

#include "netdef/operator.h"

namespace netdef {
namespace {

// (lengths, indices, index_size)
class SegmentOneHotOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t segments = Output(0)->dim(0), size = Output(0)->dim(1), count = Input(1).numel();
    const int* lengths = Input(0).data<int>();
    const int64_t* indices = Input(1).data<int64_t>();
    float* y = Output(0)->mutable_data<float>();
    std::fill(y, y + Output(0)->numel(), 0.0f);
    int64_t at = 0;
    for (int64_t s = 0; s < segments; ++s) {
      NETDEF_ENFORCE(lengths[s] >= 0 && lengths[s] <= count - at, "[SegmentOneHot] the lengths must not be negative, ",
                     "nor be more than the ", count, " indices together");
      for (const int64_t end = at + lengths[s]; at < end; ++at) {
        NETDEF_ENFORCE(indices[at] >= 0 && indices[at] < size, "[SegmentOneHot] index ", indices[at],
                       " is out of range 0 to ", size - 1);
        y[s * size + indices[at]] = 1.0f;
      }
    }
  }
};

OPERATOR_SCHEMA(SegmentOneHot)
    .NumInputs(3)
    .NumOutputs(1)
    .Shape([](const ShapeInputs& in) {
      NETDEF_ENFORCE_EQ(in[0].dims.size(), 1u, "lengths must be a vector");
      NETDEF_ENFORCE_EQ(NumElements(in[2].dims), 1, "index_size_tensor must be one number");
      const Tensor* size = in.value(2);
      if (size == nullptr) return std::vector<TensorSpec>{TensorSpec::Unknown(DType::kFloat)};
      return std::vector<TensorSpec>{{{in[0].dims[0], *size->data<int64_t>()}, DType::kFloat}};
    })
    .SetDoc("Turns segments of indices into rows of zeros and ones.")
    .Input(0, "lengths", "int32: how many indices each segment has.")
    .Input(1, "indices", "int64: the indices of all segments one after the other.")
    .Input(2, "index_size_tensor", "Width of the rows: one int64.")
    .Output(0, "one_hots", "Float matrix with one row for each segment.");

REGISTER_CPU_OPERATOR(SegmentOneHot, SegmentOneHotOp);
NO_GRADIENT(SegmentOneHot);

}  // namespace
}  // namespace netdef
