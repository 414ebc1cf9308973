// LengthsTopK: the k largest elements of each segment of a vector, from the largest on, with their places
// in the segment. A segment that is shorter than k is filled up with 0 at place -1.
// dX = dY at the places of these elements, 0 elsewhere.
#include <algorithm>
#include <numeric>

#include "netdef/lengths.h"
#include "netdef/pointwise.h"
#include "ops/reduce/_largest_first.h"

namespace netdef {
namespace {

struct LengthsTopKArgs {
  int64_t k = -1;

  template <typename V>
  void Fields(V& v) {
    v("k", k, "How many elements of each segment.");
    if (V::kReads) NETDEF_ENFORCE_GE(k, 1, "k argument must be >= 1");
  }
};

class LengthsTopKOp final : public KernelOperator<LengthsTopKArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int* lengths = Input(1).data<int>();
    NETDEF_ENFORCE_LE(TotalLength(lengths, Input(1).numel()), Input(0).numel(), "[LengthsTopK] the lengths exceed the number of values");
    const float* x = Input(0).data<float>();
    float* values = Output(0)->mutable_data<float>();
    int* indices = Output(1)->mutable_data<int>();
    std::fill(values, values + Output(0)->numel(), 0.0f);
    std::fill(indices, indices + Output(1)->numel(), -1);
    std::vector<int> order;
    for (int64_t segment = 0; segment < Input(1).numel(); ++segment) {
      order.resize(static_cast<size_t>(lengths[segment]));
      std::iota(order.begin(), order.end(), 0);
      const int64_t found = std::min<int64_t>(args_.k, lengths[segment]);
      std::partial_sort(order.begin(), order.begin() + found, order.end(), LargestFirst<float>{x});
      for (int64_t i = 0; i < found; ++i) {
        indices[segment * args_.k + i] = order[static_cast<size_t>(i)];
        values[segment * args_.k + i] = x[order[static_cast<size_t>(i)]];
      }
      x += lengths[segment];
    }
  }
};

// (lengths, Indices, dValues) -> dX
class LengthsTopKGradientOp final : public KernelOperator<LengthsTopKArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t segments = Input(0).numel(), k = args_.k;
    NETDEF_ENFORCE(Input(1).numel() == segments * k && Input(2).numel() == segments * k,
                   "[LengthsTopKGradient] Indices and dValues must have ", k, " elements for each of the ", segments,
                   " segments");
    const int* lengths = Input(0).data<int>();
    const int* indices = Input(1).data<int>();
    const float* dvalues = Input(2).data<float>();
    float* dx = Output(0)->mutable_data<float>();
    std::fill(dx, dx + Output(0)->numel(), 0.0f);
    for (int64_t segment = 0; segment < segments; ++segment) {
      for (int64_t i = segment * k; i < (segment + 1) * k; ++i) {
        if (indices[i] == -1) continue;
        NETDEF_ENFORCE(indices[i] >= 0 && indices[i] < lengths[segment], "[LengthsTopKGradient] index ", indices[i],
                       " is out of range 0 to ", lengths[segment] - 1);
        dx[indices[i]] = dvalues[i];
      }
      dx += lengths[segment];
    }
  }
};

OPERATOR_SCHEMA(LengthsTopK)
    .NumInputs(2)
    .NumOutputs(2)
    .Args<LengthsTopKArgs>()
    .Shape<LengthsTopKArgs>([](const LengthsTopKArgs& args, const ShapeInputs& in) {
      NETDEF_ENFORCE_EQ(in[1].dims.size(), 1u, "lengths must be a vector");
      const Dims dims{in[1].dims[0], args.k};
      return std::vector<TensorSpec>{{dims, in[0].dtype}, {dims, DType::kInt32}};
    })
    .SetDoc("The k largest elements of each segment of a vector.")
    .Input(0, "DATA", "Float vector: the segments one after the other.")
    .Input(1, "LENGTHS", "int32: how long each segment is.")
    .Output(0, "TopKValue", "One row of k values for each segment; 0 where it is shorter.")
    .Output(1, "TopKIndices", "int32: their places in the segment, -1 where it is shorter.");

OPERATOR_SCHEMA(LengthsTopKGradient)
    .NumInputs(3)
    .NumOutputs(1)
    .Args<LengthsTopKArgs>()
    .Shape([](const ShapeInputs& in) {
      const Tensor* lengths = in.value(0);
      if (lengths == nullptr) return std::vector<TensorSpec>{TensorSpec::Unknown(in[2].dtype)};
      return std::vector<TensorSpec>{{{TotalLength(lengths->data<int>(), lengths->numel())}, in[2].dtype}};
    })
    .SetDoc("Gradient of LengthsTopK.")
    .Input(0, "LENGTHS", "Second input of LengthsTopK.")
    .Input(1, "INDICES", "Second output of LengthsTopK.")
    .Input(2, "DER_TOPK", "Gradient of the values.")
    .Output(0, "DER_INPUT", "Gradient of DATA.");

REGISTER_CPU_OPERATOR(LengthsTopK, LengthsTopKOp);
REGISTER_CPU_OPERATOR(LengthsTopKGradient, LengthsTopKGradientOp);
SIMPLE_GRADIENT(LengthsTopK, "LengthsTopKGradient", {I(1), O(1), GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
