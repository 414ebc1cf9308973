// TopK: the k largest elements along an axis, from the largest on, with their places; of elements that
// tie the one that comes first. An axis that is shorter than k is filled up with 0 at place -1.
// dX = dY at the places of the k largest, 0 elsewhere.
#include <algorithm>
#include <utility>

#include "base/grain.h"
#include "netdef/dims.h"
#include "netdef/pointwise.h"
#include "ops/reduce/_largest_first.h"

namespace netdef {
namespace {

struct TopKArgs {
  int64_t k = -1;
  int axis = -1;

  template <typename V>
  void Fields(V& v) {
    v("k", k, "How many elements, where there is no second input.");
    v("axis", axis, "The axis to look along; a negative one counts from the end.");
  }
};

// X as (outer, extent, inner) around the axis.
struct AxisView {
  int64_t outer, extent, inner;
};

AxisView ViewAxis(const TopKArgs& args, const Dims& dims) {
  const int axis = CanonicalAxis(args.axis, dims);
  return {SizeToDim(dims, axis), dims[static_cast<size_t>(axis)], SizeFromDim(dims, axis + 1)};
}

std::vector<TensorSpec> TopKShape(const TopKArgs& args, const ShapeInputs& in) {
  const size_t outputs = static_cast<size_t>(in.num_outputs);
  int64_t k = args.k;
  if (in.size() > 1) {
    const Tensor* given = in.value(1);
    if (given == nullptr) return std::vector<TensorSpec>(outputs);
    NETDEF_ENFORCE_EQ(given->numel(), 1, "k must be one number");
    k = given->IsType<int32_t>() ? *given->data<int32_t>() : *given->data<int64_t>();
  }
  NETDEF_ENFORCE_GE(k, 1, "k argument must be >= 1");
  Dims dims = in[0].dims;
  dims[static_cast<size_t>(CanonicalAxis(args.axis, dims))] = k;
  return {{dims, in[0].dtype}, {dims, DType::kInt64}, {{NumElements(dims)}, DType::kInt64}};
}

class TopKOp final : public KernelOperator<TopKArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const AxisView view = ViewAxis(args_, Input(0).dims());
    const int64_t k = Output(0)->dim(CanonicalAxis(args_.axis, Input(0).dims()));
    int64_t* indices = Output(1)->mutable_data<int64_t>();
    int64_t* flat = OutputSize() > 2 ? Output(2)->mutable_data<int64_t>() : nullptr;
    DispatchTypes(NumericTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* x = Input(0).data<T>();
      T* values = Output(0)->mutable_data<T>();
      ParallelFor(0, view.outer * view.inner, GrainFor(CostlyFormula::kGrain, view.extent),
                  [&](int64_t begin, int64_t end) {
        std::vector<int64_t> order(static_cast<size_t>(view.extent));
        for (int64_t i = begin; i < end; ++i) {
          const int64_t from = i / view.inner * view.extent * view.inner + i % view.inner;
          const int64_t to = i / view.inner * k * view.inner + i % view.inner;
          const int64_t found = Largest(x + from, view, k, &order);
          for (int64_t j = 0; j < k; ++j) {
            const int64_t at = to + j * view.inner;
            const int64_t place = j < found ? order[static_cast<size_t>(j)] : -1;
            values[at] = place < 0 ? T(0) : x[from + place * view.inner];
            indices[at] = place;
            if (flat != nullptr) flat[at] = place < 0 ? -1 : from + place * view.inner;
          }
        }
      });
    });
  }

 private:
  // Puts the places of the largest elements in front of `order`, and says how many there are.
  template <typename T>
  static int64_t Largest(const T* x, const AxisView& view, int64_t k, std::vector<int64_t>* order) {
    for (size_t i = 0; i < order->size(); ++i) (*order)[i] = static_cast<int64_t>(i);
    const int64_t found = std::min(k, view.extent);
    std::partial_sort(order->begin(), order->begin() + found, order->end(), LargestFirst<T>{x, view.inner});
    return found;
  }
};

// (dValues, Indices, X) -> dX
class TopKGradientOp final : public KernelOperator<TopKArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const AxisView view = ViewAxis(args_, Output(0)->dims());
    const int64_t lines = view.outer * view.inner;
    NETDEF_ENFORCE(Input(0).dims() == Input(1).dims() && (lines == 0 || Input(0).numel() % lines == 0),
                   "[TopKGradient] dValues [", DimsString(Input(0).dims()), "] and Indices [", DimsString(Input(1).dims()),
                   "] must have the shape of the values that TopK found in X [", DimsString(Output(0)->dims()), "]");
    const int64_t k = lines == 0 ? 0 : Input(0).numel() / lines;
    const int64_t* indices = Input(1).data<int64_t>();
    DispatchTypes(FloatTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* dy = Input(0).data<T>();
      T* dx = Output(0)->mutable_data<T>();
      std::fill(dx, dx + Output(0)->numel(), T(0));
      for (int64_t o = 0; o < view.outer; ++o) {
        for (int64_t j = 0; j < k; ++j) {
          for (int64_t i = 0; i < view.inner; ++i) {
            const int64_t from = (o * k + j) * view.inner + i, place = indices[from];
            if (place == -1) continue;
            NETDEF_ENFORCE(place >= 0 && place < view.extent, "[TopKGradient] index ", place, " is out of range 0 to ",
                           view.extent - 1);
            dx[(o * view.extent + place) * view.inner + i] = dy[from];
          }
        }
      }
    });
  }
};

OPERATOR_SCHEMA(TopK)
    .NumInputs(1, 2)
    .NumOutputs(2, 3)
    .Args<TopKArgs>()
    .Shape<TopKArgs>(TopKShape)
    .SetDoc("The k largest elements along an axis, from the largest on.")
    .Input(0, "X", "Tensor of numbers.")
    .Input(1, "k", "How many elements: one int32 or int64; without it the argument.")
    .Output(0, "Values", "Shape of X with an extent of k along the axis; 0 where X has fewer elements.")
    .Output(1, "Indices", "int64: their places along the axis, -1 where X has fewer elements.")
    .Output(2, "Flattened_indices", "int64: their places in X seen as a vector.");

OPERATOR_SCHEMA(TopKGradient)
    .NumInputs(3)
    .NumOutputs(1)
    .Args<TopKArgs>()
    .Shape([](const ShapeInputs& in) { return std::vector<TensorSpec>{{in[2].dims, in[0].dtype}}; })
    .SetDoc("Gradient of TopK.")
    .Input(0, "dValues", "Gradient of Values.")
    .Input(1, "Indices", "Second output of TopK.")
    .Input(2, "X", "Input of TopK; only its shape is read.")
    .Output(0, "dX", "Gradient of X.");

REGISTER_CPU_OPERATOR(TopK, TopKOp);
REGISTER_CPU_OPERATOR(TopKGradient, TopKGradientOp);
SIMPLE_GRADIENT(TopK, "TopKGradient", {GO(0), O(1), I(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
