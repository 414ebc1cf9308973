// Unique of ONNX: the distinct elements, or slices along an axis, with where they first are, which one each is, and counts.
#include "ops/onnx_indexing/_shared.h"

namespace netdef {
namespace {

struct UniqueArgs {
  int64_t axis = 0;
  bool flat = true, sorted = true;

  template <typename V>
  void Fields(V& v) {
    v("axis", axis, "The axis whose slices are compared; absent: elements are.");
    v("sorted", sorted, "In ascending order, else in order of first appearance.");
    if constexpr (V::kReads) flat = !v.raw().Has("axis");
  }
};

class UniqueOp final : public KernelOperator<UniqueArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    DispatchTypes<float, double, Half, BFloat16, int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t, bool, std::string>(
        Input(0).dtype(), [&](auto zero) { Run<decltype(zero)>(); });
  }

 private:
  template <typename T>
  void Run() {
    const Tensor& in = Input(0);
    Dims dims = args_.flat ? Dims{in.numel()} : in.dims();
    const int axis = args_.flat ? 0 : CanonicalAxis(args_.axis, dims);
    const int64_t outer = SizeToDim(dims, axis), extent = dims[static_cast<size_t>(axis)], inner = SizeFromDim(dims, axis + 1);
    const T* x = in.data<T>();
    const auto compare = [&](int64_t a, int64_t b) {  // of slices, element by element
      for (int64_t o = 0; o < outer; ++o) {
        for (int64_t k = 0; k < inner; ++k) {
          const T &va = x[(o * extent + a) * inner + k], &vb = x[(o * extent + b) * inner + k];
          if (va < vb) return -1;
          if (vb < va) return 1;
        }
      }
      return 0;
    };
    std::vector<int64_t> order(static_cast<size_t>(extent));
    for (int64_t i = 0; i < extent; ++i) order[static_cast<size_t>(i)] = i;
    std::stable_sort(order.begin(), order.end(), [&](int64_t a, int64_t b) { return compare(a, b) < 0; });
    struct Group {
      int64_t first, count, number;
    };
    std::vector<Group> groups;
    std::vector<int64_t> group_of(static_cast<size_t>(extent));
    for (int64_t i : order) {
      if (groups.empty() || compare(groups.back().first, i) != 0) groups.push_back({i, 0, 0});
      ++groups.back().count;
      group_of[static_cast<size_t>(i)] = static_cast<int64_t>(groups.size()) - 1;
    }
    std::vector<size_t> listed(groups.size());
    for (size_t g = 0; g < groups.size(); ++g) listed[g] = g;
    if (!args_.sorted) std::sort(listed.begin(), listed.end(), [&](size_t a, size_t b) { return groups[a].first < groups[b].first; });
    const auto count = static_cast<int64_t>(groups.size());
    dims[static_cast<size_t>(axis)] = count;
    Output(0)->Resize(dims);
    const RowCopier copy(in, Output(0), inner);
    int64_t *firsts = Indices(1, count), *inverse = Indices(2, extent), *counts = Indices(3, count);
    for (int64_t n = 0; n < count; ++n) {
      Group& group = groups[listed[static_cast<size_t>(n)]];
      group.number = n;
      for (int64_t o = 0; o < outer; ++o) copy(o * extent + group.first, o * count + n);
      if (firsts != nullptr) firsts[n] = group.first;
      if (counts != nullptr) counts[n] = group.count;
    }
    for (int64_t i = 0; inverse != nullptr && i < extent; ++i) inverse[i] = groups[static_cast<size_t>(group_of[static_cast<size_t>(i)])].number;
  }

  int64_t* Indices(int output, int64_t n) {
    if (!HasOutput(output)) return nullptr;
    Output(output)->Resize(n);
    return Output(output)->mutable_data<int64_t>();
  }
};

ONNX_OPERATOR_SCHEMA(Unique)
    .NumInputs(1)
    .NumOutputs(1, 4)
    .Args<UniqueArgs>()
    .ShapeDependsOnData("the number of distinct elements")
    .SetDoc("Distinct elements or slices.")
    .Input(0, "X", "Tensor of numbers, bools or strings.")
    .Output(0, "Y", "The distinct ones.")
    .Output(1, "indices", "int64: where each is first in X.")
    .Output(2, "inverse_indices", "int64: for each of X, which of Y it is.")
    .Output(3, "counts", "int64: how often each is in X.");

REGISTER_ONNX_OPERATOR(Unique, UniqueOp);

}  // namespace
}  // namespace netdef
