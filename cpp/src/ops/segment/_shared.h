// Linear reductions of segments: output[s] = sum of w_i * data[row_i] over the items i of segment s.
// What differs between the operators is how segments are given (By), what w_i is (Weights) and whether
// row_i is i or the i-th of a list of indices (sparse). Each combination is one registration.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>

#include "base/row_sums.h"
#include "netdef/dims.h"
#include "netdef/operator.h"

namespace netdef {

enum class By {
  kLengths,      // how many items each segment has
  kSortedIds,    // the segment of each item, counting up from 0 without gaps
  kUnsortedIds,  // the segment of each item, in any order
};

enum class Weights {
  kOne,         // sum
  kMean,        // one by the number of items in the segment
  kEach,        // an input with one weight for each item
  kByPosition,  // an input with one weight for each position within a segment
};

constexpr bool HasWeights(Weights w) { return w == Weights::kEach || w == Weights::kByPosition; }

template <By kBy, Weights kWeights>
struct SegmentArgs {
  int64_t num_segments = -1;
  bool grad_on_weights = false;

  template <typename V>
  void Fields(V& v) {
    if constexpr (kBy == By::kUnsortedIds) {
      v("num_segments", num_segments, "Rows of the output; by default the largest segment id plus one.");
    }
    if constexpr (kWeights == Weights::kEach) {
      v("grad_on_weights", grad_on_weights, "The gradient also gives a gradient of the weights.");
    }
  }
};

// Which segment each of `items` items is in.
class Segments {
 public:
  // Throws for anything that is no valid list of segments for that many items.
  void Read(By by, const Tensor& given, int64_t items, int64_t num_segments = -1) {
    NETDEF_ENFORCE_EQ(given.dim(), 1, by == By::kLengths ? "LENGTHS must be a vector" : "SEGMENT_IDS must be a vector");
    ids_ = nullptr;
    if (by == By::kLengths) {
      ReadLengths(given, items);
    } else {
      NETDEF_ENFORCE_EQ(given.numel(), items, "SEGMENT_IDS must have the same length as outer dimension of DATA");
      if (by == By::kSortedIds) {
        ReadSorted(given);
      } else {
        ReadUnsorted(given, num_segments);
      }
    }
  }

  bool contiguous() const { return ids_ == nullptr; }
  int64_t count() const { return contiguous() ? static_cast<int64_t>(offsets_.size()) - 1 : static_cast<int64_t>(sizes_.size()); }
  int64_t begin(int64_t s) const { return offsets_[static_cast<size_t>(s)]; }
  int64_t end(int64_t s) const { return offsets_[static_cast<size_t>(s) + 1]; }
  int64_t size(int64_t s) const { return contiguous() ? end(s) - begin(s) : sizes_[static_cast<size_t>(s)]; }
  const int64_t* offsets() const { return offsets_.data(); }  // of contiguous ones, and their end
  const int32_t* ids() const { return ids_; }                 // unsorted ones

  // How many rows the reduction of these segments has.
  static int64_t Count(By by, const Tensor& given, int64_t num_segments) {
    if (by == By::kLengths) return given.dim(0);
    const auto* ids = given.data<int32_t>();
    if (by == By::kSortedIds) {
      const int64_t count = given.numel() == 0 ? 0 : int64_t{ids[given.numel() - 1]} + 1;
      NETDEF_ENFORCE_LE(count, given.numel(), "Indices must be sorted and not have gaps");
      return std::max<int64_t>(count, 0);
    }
    if (num_segments >= 0) return num_segments;
    int64_t count = 0;
    for (int64_t i = 0; i < given.numel(); ++i) count = std::max(count, int64_t{ids[i]} + 1);
    return count;
  }

 private:
  void ReadLengths(const Tensor& given, int64_t items) {
    const auto* lengths = given.data<int32_t>();
    offsets_.assign(static_cast<size_t>(given.numel()) + 1, 0);
    for (size_t s = 0; s + 1 < offsets_.size(); ++s) {
      NETDEF_ENFORCE_GE(lengths[s], 0, "a length is negative");
      offsets_[s + 1] = offsets_[s] + lengths[s];
    }
    NETDEF_ENFORCE_EQ(offsets_.back(), items, "the sum of LENGTHS must be the number of items to reduce");
  }
  void ReadSorted(const Tensor& given) {
    const auto* ids = given.data<int32_t>();
    offsets_.assign(1, 0);
    for (int64_t i = 0; i < given.numel(); ++i) {
      const int64_t last = static_cast<int64_t>(offsets_.size()) - 1;  // the segment that is open, 0 for none
      if (last > 0 && ids[i] == last - 1) continue;
      NETDEF_ENFORCE_EQ(ids[i], last, "Indices must be sorted and not have gaps");
      if (i > 0) offsets_.back() = i;
      offsets_.push_back(i);
    }
    offsets_.back() = given.numel();
  }
  void ReadUnsorted(const Tensor& given, int64_t num_segments) {
    ids_ = given.data<int32_t>();
    sizes_.assign(static_cast<size_t>(Count(By::kUnsortedIds, given, num_segments)), 0);
    for (int64_t i = 0; i < given.numel(); ++i) {
      NETDEF_ENFORCE(ids_[i] >= 0 && static_cast<size_t>(ids_[i]) < sizes_.size(), "Segment id out of range: ", ids_[i],
                     ", range 0 to ", sizes_.size());
      ++sizes_[static_cast<size_t>(ids_[i])];
    }
  }

  std::vector<int64_t> offsets_, sizes_;
  const int32_t* ids_ = nullptr;
};

// Which input is what in a reduction: DATA, weights, indices, segments.
template <Weights kWeights, bool kSparse>
struct ReductionInputs {
  static constexpr int kData = 0;
  static constexpr int kWeightsInput = 1;
  static constexpr int kIndices = HasWeights(kWeights) ? 2 : 1;
  static constexpr int kSegments = kIndices + (kSparse ? 1 : 0);
  static constexpr int kCount = kSegments + 1;
};

template <By kBy, Weights kWeights, bool kSparse>
std::vector<TensorSpec> SegmentReductionShape(const SegmentArgs<kBy, kWeights>& args, const ShapeInputs& in) {
  using At = ReductionInputs<kWeights, kSparse>;
  const Dims& data = in[At::kData].dims;
  NETDEF_ENFORCE_GE(data.size(), 1u, "DATA must have rows");
  Dims out = data;
  if (kSparse) NETDEF_ENFORCE_EQ(in[At::kIndices].dims.size(), 1u, "INDICES must be a vector");
  NETDEF_ENFORCE_EQ(in[At::kSegments].dims.size(), 1u, kBy == By::kLengths ? "LENGTHS must be a vector" : "SEGMENT_IDS must be a vector");
  const int64_t items = kSparse ? in[At::kIndices].dims[0] : data[0];
  if (kWeights == Weights::kEach) {
    NETDEF_ENFORCE_EQ(NumElements(in[At::kWeightsInput].dims), items, "expected one weight for each item");
  }
  if (kBy == By::kLengths) {
    out[0] = in[At::kSegments].dims[0];
  } else {
    const Tensor* given = in.value(At::kSegments);
    if (given == nullptr) return {TensorSpec::Unknown(DType::kFloat)};
    out[0] = Segments::Count(kBy, *given, args.num_segments);
  }
  return {TensorSpec(std::move(out), DType::kFloat)};
}

template <typename T>
void AddScaledRow(int64_t n, float w, const T* x, float* y) {
  for (int64_t j = 0; j < n; ++j) y[j] += w * static_cast<float>(x[j]);
}

template <By kBy, Weights kWeights, bool kSparse>
class SegmentReductionOp final : public KernelOperator<SegmentArgs<kBy, kWeights>> {
  using Args = SegmentArgs<kBy, kWeights>;
  using At = ReductionInputs<kWeights, kSparse>;

 public:
  using KernelOperator<Args>::KernelOperator;

 protected:
  void Compute() override {
    const Tensor& data = this->Input(At::kData);
    const int64_t items = kSparse ? this->Input(At::kIndices).numel() : data.dim(0);
    segments_.Read(kBy, this->Input(At::kSegments), items, this->args_.num_segments);
    const int64_t* rows = nullptr;
    if constexpr (kSparse) {
      DispatchTypes<int32_t, int64_t>(this->Input(At::kIndices).dtype(), [&](auto zero) {
        rows = CheckedRows(this->Input(At::kIndices).template data<decltype(zero)>(), items, data.dim(0), &wide_rows_);
      });
      DispatchTypes<float, Half>(data.dtype(), [&](auto element) { Reduce<decltype(element)>(rows); });
    } else {
      Reduce<float>(rows);
    }
  }

 private:
  template <typename T>
  void Reduce(const int64_t* rows) {
    const T* x = this->Input(At::kData).template data<T>();
    const float* w = HasWeights(kWeights) ? this->Input(At::kWeightsInput).template data<float>() : nullptr;
    const int64_t block = this->Input(At::kData).size_from_dim(1);
    float* y = this->Output(0)->template mutable_data<float>();
    const Segments& segments = segments_;
    if (!segments.contiguous()) {
      std::fill(y, y + this->Output(0)->numel(), 0.0f);
      const int32_t* ids = segments.ids();
      for (int64_t i = 0, n = this->Input(At::kSegments).numel(); i < n; ++i) {
        const float weight = kWeights == Weights::kEach ? w[i] : kWeights == Weights::kMean ? 1.0f / static_cast<float>(segments.size(ids[i])) : 1.0f;
        AddScaledRow(block, weight, x + (rows != nullptr ? rows[i] : i) * block, y + ids[i] * block);
      }
      return;
    }
    if constexpr (kWeights == Weights::kByPosition) {
      const int64_t weights = this->Input(At::kWeightsInput).numel();
      for (int64_t s = 0; s < segments.count(); ++s) {
        NETDEF_ENFORCE_LE(segments.size(s), weights, "a segment is longer than there are weights of positions");
      }
    }
    const RowTable table{8 * sizeof(T), block, reinterpret_cast<const uint8_t*>(x), block * static_cast<int64_t>(sizeof(T))};
    SumRows(table, {segments.count(), segments.offsets(), rows, w, kWeights == Weights::kByPosition, kWeights == Weights::kMean}, y);
  }

  Segments segments_;
  std::vector<int64_t> wide_rows_;
};

// Gradient of DATA, one row for each item: w_i * dY[segment of i]. Inputs: the weights if there are any,
// dY, segments; whatever follows is there for other devices. With kMainInput the inputs are weights, dY,
// lengths, DATA and, where sparse, INDICES, and the gradient of the weights is the second output.
template <By kBy, Weights kWeights>
struct GradientInputs {
  static constexpr int kGrad = HasWeights(kWeights) ? 1 : 0;
  static constexpr int kSegments = kGrad + 1;
  static constexpr int kData = kSegments + 1;
  static constexpr int kIndices = kData + 1;
};

template <By kBy, Weights kWeights, bool kMainInput>
std::vector<TensorSpec> SegmentGradientShape(const SegmentArgs<kBy, kWeights>&, const ShapeInputs& in) {
  using At = GradientInputs<kBy, kWeights>;
  Dims out = in[At::kGrad].dims;
  NETDEF_ENFORCE(!out.empty() && in[At::kSegments].dims.size() == 1, "dY must have rows and the segments be a vector");
  if (kBy == By::kLengths) {
    NETDEF_ENFORCE_EQ(out[0], in[At::kSegments].dims[0], "dY must have one row for each segment");
  }
  // As many rows as there are items: read off the weights or ids, else the lengths must be added up.
  if (kWeights == Weights::kEach) {
    out[0] = NumElements(in[0].dims);
  } else if (kBy != By::kLengths) {
    out[0] = in[At::kSegments].dims[0];
  } else {
    const Tensor* lengths = in.value(At::kSegments);
    if (lengths == nullptr) return {TensorSpec::Unknown(DType::kFloat)};
    const auto* length = lengths->data<int32_t>();
    out[0] = 0;
    for (int64_t i = 0; i < lengths->numel(); ++i) {
      NETDEF_ENFORCE_GE(length[i], 0, "a length is negative");
      out[0] += length[i];
    }
  }
  std::vector<TensorSpec> specs = {TensorSpec(std::move(out), DType::kFloat)};
  if (kMainInput) {
    NETDEF_ENFORCE_EQ(SizeFromDim(in[At::kData].dims, 1), SizeFromDim(specs[0].dims, 1), "rows of DATA and dY must have the same size");
    specs.emplace_back(in[0].dims, DType::kFloat);
  }
  return specs;
}

template <By kBy, Weights kWeights, bool kMainInput = false, bool kSparse = false>
class SegmentGradientOp final : public KernelOperator<SegmentArgs<kBy, kWeights>> {
  using Args = SegmentArgs<kBy, kWeights>;
  using At = GradientInputs<kBy, kWeights>;

 public:
  using KernelOperator<Args>::KernelOperator;

 protected:
  void Compute() override {
    const Tensor& grad = this->Input(At::kGrad);
    const int64_t items = this->Output(0)->dim(0), block = grad.size_from_dim(1);
    segments_.Read(kBy, this->Input(At::kSegments), items, kBy == By::kUnsortedIds ? grad.dim(0) : -1);
    NETDEF_ENFORCE_EQ(segments_.count(), grad.dim(0), "dY must have one row for each segment");
    const float* dy = grad.data<float>();
    const float* w = kWeights == Weights::kEach ? this->Input(0).template data<float>() : nullptr;
    float* dx = this->Output(0)->template mutable_data<float>();
    ForItems([&](int64_t i, int64_t s) {
      const float weight = kWeights == Weights::kEach   ? w[i]
                           : kWeights == Weights::kMean ? 1.0f / static_cast<float>(segments_.size(s))
                                                        : 1.0f;
      for (int64_t j = 0; j < block; ++j) dx[i * block + j] = weight * dy[s * block + j];
    });
    if constexpr (kMainInput) {
      if constexpr (kSparse) {
        NETDEF_ENFORCE_EQ(this->Input(At::kIndices).numel(), items, "expected one index for each item");
        DispatchTypes<int32_t, int64_t>(this->Input(At::kIndices).dtype(), [&](auto zero) {
          const auto* index = this->Input(At::kIndices).template data<decltype(zero)>();
          WeightGradient(dy, block, [index](int64_t i) { return static_cast<int64_t>(index[i]); });
        });
      } else {
        WeightGradient(dy, block, [](int64_t i) { return i; });
      }
    }
  }

 private:
  template <typename Fn>
  void ForItems(Fn&& fn) {
    if (!segments_.contiguous()) {
      for (int64_t i = 0, n = this->Input(At::kSegments).numel(); i < n; ++i) fn(i, static_cast<int64_t>(segments_.ids()[i]));
      return;
    }
    for (int64_t s = 0; s < segments_.count(); ++s) {
      for (int64_t i = segments_.begin(s); i < segments_.end(s); ++i) fn(i, s);
    }
  }
  template <typename RowOf>
  void WeightGradient(const float* dy, int64_t block, RowOf row_of) {
    const Tensor& data = this->Input(At::kData);
    const float* x = data.data<float>();
    float* dw = this->Output(1)->template mutable_data<float>();
    ForItems([&](int64_t i, int64_t s) {
      const int64_t row = row_of(i);
      NETDEF_ENFORCE(row >= 0 && row < data.dim(0), "Index ", i, " is out of bounds: ", row, ", range 0 to ", data.dim(0));
      float sum = 0;
      for (int64_t j = 0; j < block; ++j) sum += x[row * block + j] * dy[s * block + j];
      dw[i] = sum;
    });
  }

  Segments segments_;
};

// --- schemas

template <By kBy, Weights kWeights, bool kSparse>
void DescribeReduction(OpSchema& schema, const std::string& summary) {
  using At = ReductionInputs<kWeights, kSparse>;
  std::string doc = summary + "\n\n";
  if (kSparse) doc += "Instead of the rows of DATA themselves, those that INDICES name are reduced. ";
  switch (kBy) {
    case By::kLengths: doc += "Segments are given by their lengths; an empty one gives zeros."; break;
    case By::kSortedIds: doc += "The segment ids must be sorted, begin at 0 and have no gaps."; break;
    case By::kUnsortedIds: doc += "Segment ids may come in any order; a segment without items gives zeros."; break;
  }
  schema.NumInputs(At::kCount).NumOutputs(1).template Args<SegmentArgs<kBy, kWeights>>().SetDoc(doc);
  schema.template Shape<SegmentArgs<kBy, kWeights>>(SegmentReductionShape<kBy, kWeights, kSparse>);
  schema.Input(At::kData, "DATA", kSparse ? "Rows to pick from; float or half." : "Rows to reduce, float.");
  if (kWeights == Weights::kEach) schema.Input(At::kWeightsInput, "SCALARS", "Weight of each item.");
  if (kWeights == Weights::kByPosition) schema.Input(At::kWeightsInput, "WEIGHT", "Weight of each position within a segment.");
  if (kSparse) schema.Input(At::kIndices, "INDICES", "Row of DATA for each item, 1-D, int32 or int64.");
  if (kBy == By::kLengths) {
    schema.Input(At::kSegments, "LENGTHS", "How many items each segment has, 1-D int32.");
  } else {
    schema.Input(At::kSegments, "SEGMENT_IDS", "Segment of each item, 1-D int32.");
  }
  schema.Output(0, "OUTPUT", "One row for each segment, float.");
}

// `extra` inputs follow that the gradient does not look at.
template <By kBy, Weights kWeights, bool kMainInput = false, bool kSparse = false>
void DescribeGradient(OpSchema& schema, const std::string& of, int extra = 0) {
  using At = GradientInputs<kBy, kWeights>;
  const int count = At::kSegments + 1 + (kMainInput ? (kSparse ? 2 : 1) : 0) + extra;
  schema.NumInputs(count).NumOutputs(kMainInput ? 2 : 1).template Args<SegmentArgs<kBy, kWeights>>().SetDoc("Gradient of " + of + ".");
  schema.template Shape<SegmentArgs<kBy, kWeights>>(SegmentGradientShape<kBy, kWeights, kMainInput>);
  if (HasWeights(kWeights)) schema.Input(0, "SCALARS", "Weight of each item.");
  schema.Input(At::kGrad, "d_OUTPUT", "Gradient of the output.");
  schema.Input(At::kSegments, kBy == By::kLengths ? "LENGTHS" : "SEGMENT_IDS", "The segments.");
  if (kMainInput) schema.Input(At::kData, "DATA", "The reduced rows, or those picked from.");
  if (kMainInput && kSparse) schema.Input(At::kIndices, "INDICES", "Row of DATA for each item.");
  for (int i = count - extra; i < count; ++i) schema.Input(i, kSparse ? "INDICES" : "DATA", "Not looked at.");
  schema.Output(0, "d_DATA", "Gradient of the row of each item.");
  if (kMainInput) schema.Output(1, "d_SCALARS", "Gradient of the weights.");
}

#define SEGMENT_REDUCTION(name, by, weights, sparse, summary)                                       \
  OPERATOR_SCHEMA(name).FillUsing([](OpSchema& schema) {                                            \
    DescribeReduction<by, weights, sparse>(schema, summary);                                        \
  });                                                                                               \
  REGISTER_CPU_OPERATOR(name, SegmentReductionOp<by, weights, sparse>)

#define SEGMENT_GRADIENT(name, by, weights, of)                                                     \
  OPERATOR_SCHEMA(name).FillUsing([](OpSchema& schema) { DescribeGradient<by, weights>(schema, of); }); \
  REGISTER_CPU_OPERATOR(name, SegmentGradientOp<by, weights>)

// The same with an input at the end that is not looked at.
#define SEGMENT_GRADIENT_WITH_EXTRA(name, by, weights, of)                                          \
  OPERATOR_SCHEMA(name).FillUsing([](OpSchema& schema) { DescribeGradient<by, weights>(schema, of, 1); }); \
  REGISTER_CPU_OPERATOR(name, SegmentGradientOp<by, weights>)

#define SEGMENT_GRADIENT_WITH_MAIN_INPUT(name, by, weights, sparse, of)                             \
  OPERATOR_SCHEMA(name).FillUsing([](OpSchema& schema) {                                            \
    DescribeGradient<by, weights, true, sparse>(schema, of);                                        \
  });                                                                                               \
  REGISTER_CPU_OPERATOR(name, SegmentGradientOp<by, weights, true, sparse>)

// Where weights have no gradient in Caffe2 either.
template <By kBy>
void RefuseWeightGradient(const GradientMakerBase& maker) {
  const auto args = ParseArgs<SegmentArgs<kBy, Weights::kEach>>(maker.Args());
  NETDEF_ENFORCE(!args.grad_on_weights, "grads on aux inputs are not yet implemented for Segment operators.");
}

}  // namespace netdef
