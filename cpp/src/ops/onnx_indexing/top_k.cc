// TopK of ONNX: the k largest or smallest elements along an axis and their indices; of equal ones, the first come first.
#include "base/grain.h"
#include "ops/onnx_indexing/_shared.h"

namespace netdef {
namespace {

struct TopKArgs {
  int64_t axis = -1;
  bool largest = true, sorted = true;

  template <typename V>
  void Fields(V& v) {
    v("axis", axis, "The axis; negative: from the end.");
    v("largest", largest, "The largest ones, else the smallest.");
    v("sorted", sorted, "In order; netdef always sorts.");
  }
};

std::vector<TensorSpec> TopKShape(const TopKArgs& args, const ShapeInputs& in) {
  const auto axis = static_cast<size_t>(CanonicalAxis(args.axis, in[0].dims));
  const Tensor* k = in.value(1);
  if (k == nullptr) return {TensorSpec::Unknown(in[0].dtype), TensorSpec::Unknown(DType::kInt64)};
  Dims dims = in[0].dims;
  const int64_t count = IntValue(*k, "k");
  NETDEF_ENFORCE(count >= 0 && count <= dims[axis], "k must be 0 to ", dims[axis], ", got ", count);
  dims[axis] = count;
  return {TensorSpec(dims, in[0].dtype), TensorSpec(dims, DType::kInt64)};
}

// NaN counts as the largest number.
struct Larger {
  template <typename T>
  static bool Before(T a, T b) {
    return (a > b) | ((a != a) & (b == b));
  }
};
struct Smaller {
  template <typename T>
  static bool Before(T a, T b) {
    return (a < b) | ((b != b) & (a == a));
  }
};

template <typename Order, typename T>
bool AnyBefore(const T* x, int64_t n, T limit) {
  int any = 0;
#pragma omp simd reduction(| : any)
  for (int64_t i = 0; i < n; ++i) any |= Order::Before(x[i], limit);
  return any != 0;
}
// Compiled for the vector units of several machines; for types other than float not worth the compile time.
template <typename Order>
NETDEF_SIMD bool AnyFloatBefore(const float* x, int64_t n, float limit) {
  return AnyBefore<Order>(x, n, limit);
}

template <typename T>
struct Entry {
  T value;
  int64_t index;
};

// The first k of a line in their order, into the front of `chosen`.
template <typename Order, typename T>
void Choose(const T* x, int64_t n, int64_t k, std::vector<Entry<T>>* chosen) {
  const auto earlier = [](const Entry<T>& a, const Entry<T>& b) { return Order::Before(a.value, b.value) || (!Order::Before(b.value, a.value) && a.index < b.index); };
  const bool few = k < n / 8;
  chosen->clear();
  for (int64_t i = 0; i < (few ? k : n); ++i) chosen->push_back({x[i], i});
  const auto begin = chosen->begin(), end = begin + k;
  if (!few) {
    if (k < n) std::nth_element(begin, end, chosen->end(), earlier);
    std::sort(begin, end, earlier);
    return;
  }
  if (k == 0) return;
  // A heap with the last of the chosen ones on top; most of what follows comes after that one.
  std::make_heap(begin, end, earlier);
  constexpr int64_t kBlock = 64;
  for (int64_t at = k; at < n; at += kBlock) {
    const int64_t count = std::min(kBlock, n - at);
    bool any;
    if constexpr (std::is_same_v<T, float>) {
      any = AnyFloatBefore<Order>(x + at, count, begin->value);
    } else {
      any = AnyBefore<Order>(x + at, count, begin->value);
    }
    for (int64_t i = at; any && i < at + count; ++i) {
      if (!Order::Before(x[i], begin->value)) continue;
      std::pop_heap(begin, end, earlier);
      *(end - 1) = {x[i], i};
      std::push_heap(begin, end, earlier);
    }
  }
  std::sort_heap(begin, end, earlier);
}

class TopKOp final : public WidenedOperator<TopKArgs> {
 public:
  using WidenedOperator::WidenedOperator;

 protected:
  void ComputeWide() override {
    DispatchTypes(AllNumericTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      args_.largest ? Run<Larger, T>() : Run<Smaller, T>();
    });
  }

 private:
  template <typename Order, typename T>
  void Run() {
    const Dims& dims = Input(0).dims();
    const int axis = CanonicalAxis(args_.axis, dims);
    const int64_t outer = SizeToDim(dims, axis), extent = dims[static_cast<size_t>(axis)], inner = SizeFromDim(dims, axis + 1),
                  k = Output(0)->dim(axis);
    const T* x = Input(0).data<T>();
    T* values = Output(0)->mutable_data<T>();
    auto* indices = Output(1)->mutable_data<int64_t>();
    // Lines that are not contiguous are copied, as many at once as share a line of the cache.
    const int64_t side = inner == 1 ? 1 : 16, groups = (inner + side - 1) / side;
    ParallelFor(0, outer * groups, GrainFor(4096, extent * side), [&](int64_t begin, int64_t end) {
      std::vector<T> lines(static_cast<size_t>(inner == 1 ? 0 : side * extent));
      std::vector<Entry<T>> chosen;
      for (int64_t group = begin; group < end; ++group) {
        const int64_t first = group % groups * side, count = std::min(side, inner - first), in = group / groups * extent * inner + first,
                      out = group / groups * k * inner + first;
        for (int64_t i = 0; inner != 1 && i < extent; ++i) {
          for (int64_t l = 0; l < count; ++l) lines[static_cast<size_t>(l * extent + i)] = x[in + i * inner + l];
        }
        for (int64_t l = 0; l < count; ++l) {
          Choose<Order>(inner == 1 ? x + in : lines.data() + l * extent, extent, k, &chosen);
          for (int64_t i = 0; i < k; ++i) {
            values[out + i * inner + l] = chosen[static_cast<size_t>(i)].value;
            indices[out + i * inner + l] = chosen[static_cast<size_t>(i)].index;
          }
        }
      }
    });
  }
};

ONNX_OPERATOR_SCHEMA(TopK)
    .NumInputs(2)
    .NumOutputs(2)
    .Args<TopKArgs>()
    .Shape<TopKArgs>(TopKShape)
    .SetDoc("The largest or smallest elements along an axis.")
    .Input(0, "X", "Tensor of numbers.")
    .Input(1, "K", "int64: how many.")
    .Output(0, "Values", "Like X, the axis of extent k.")
    .Output(1, "Indices", "int64: where they were along the axis.");

REGISTER_ONNX_OPERATOR(TopK, TopKOp);

}  // namespace
}  // namespace netdef
