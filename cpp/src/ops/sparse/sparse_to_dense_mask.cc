// SparseToDenseMask: for each example (segment of `lengths`) one column for each id of `mask`, holding the
// value that the example gives for that id, or the default. Ids outside the mask are dropped.
#include <unordered_map>

#include "netdef/dims.h"
#include "netdef/operator.h"
#include "netdef/rows.h"

namespace netdef {
namespace {

// Where the ids of a mask stand in it.
class ColumnOfId {
 public:
  explicit ColumnOfId(const std::vector<int64_t>& mask) {
    NETDEF_ENFORCE(!mask.empty(), "[SparseToDenseMask] mask can't be empty");
    for (size_t i = 0; i < mask.size(); ++i) {
      NETDEF_ENFORCE_GE(mask[i], 0, "[SparseToDenseMask] Only positive IDs are allowed.");
      largest_ = std::max(largest_, mask[i]);
    }
    constexpr int64_t kLargestTable = 1 << 17;
    if (largest_ < kLargestTable) table_.assign(static_cast<size_t>(largest_) + 1, -1);
    for (size_t i = 0; i < mask.size(); ++i) {
      NETDEF_ENFORCE_EQ((*this)(mask[i]), -1, "[SparseToDenseMask] Duplicated id: ", mask[i]);
      if (!table_.empty()) {
        table_[static_cast<size_t>(mask[i])] = static_cast<int64_t>(i);
      } else {
        map_[mask[i]] = static_cast<int64_t>(i);
      }
    }
  }

  // -1 for an id that is not in the mask.
  int64_t operator()(int64_t id) const {
    if (!table_.empty()) return id < 0 || id > largest_ ? -1 : table_[static_cast<size_t>(id)];
    const auto it = map_.find(id);
    return it == map_.end() ? -1 : it->second;
  }

 private:
  int64_t largest_ = 0;
  std::vector<int64_t> table_;
  std::unordered_map<int64_t, int64_t> map_;
};

struct MaskArgs {
  std::vector<int64_t> mask;
  bool return_presence_mask = false;
  int64_t max_skipped_indices = 50;

  template <typename V>
  void Fields(V& v) {
    v("mask", mask, "The ids that get a column, in their order.");
    v("return_presence_mask", return_presence_mask, "Fill the second output.");
    v("max_skipped_indices", max_skipped_indices,
      "An error once so many rows, over all runs, had an id that is negative or the largest of its type.");
    if constexpr (V::kReads) ColumnOfId check(mask);
  }
  int64_t columns() const { return static_cast<int64_t>(mask.size()); }
};

// Dims [rows, columns] of the output, or [columns] without lengths.
Dims Grid(const MaskArgs& args, const ShapeInputs& in, size_t lengths) {
  if (in.size() <= lengths) return {args.columns()};
  NETDEF_ENFORCE_EQ(in[lengths].dims.size(), 1u, "[SparseToDenseMask] lengths must be 1-D");
  return {in[lengths].dims[0], args.columns()};
}

std::vector<TensorSpec> SparseToDenseMaskShape(const MaskArgs& args, const ShapeInputs& in) {
  const Dims &ids = in[0].dims, &values = in[1].dims, &fallback = in[2].dims;
  NETDEF_ENFORCE_EQ(ids.size(), 1u, "[SparseToDenseMask] indices must be 1-D");
  NETDEF_ENFORCE_GE(values.size(), 1u, "[SparseToDenseMask] values must have rows");
  NETDEF_ENFORCE_EQ(ids[0], values[0], "[SparseToDenseMask] expected one row of values for each index");
  NETDEF_ENFORCE(fallback.size() + 1 == values.size() && NumElements(fallback) == SizeFromDim(values, 1),
                 "[SparseToDenseMask] the default value must have the size of one row of values: shapes [", DimsString(fallback), "] and [",
                 DimsString(values), "]");
  NETDEF_ENFORCE(in[1].dtype == in[2].dtype, "[SparseToDenseMask] values and default value must have the same type");
  NETDEF_ENFORCE(!args.return_presence_mask || in.num_outputs == 2, "[SparseToDenseMask] no output for the presence mask");
  const Dims grid = Grid(args, in, 3);
  std::vector<TensorSpec> out = {TensorSpec(ConcatDims(grid, fallback), in[1].dtype)};
  if (args.return_presence_mask) out.emplace_back(grid, DType::kBool);
  return out;
}

std::vector<TensorSpec> SparseToDenseMaskGradientShape(const MaskArgs& args, const ShapeInputs& in) {
  const Dims grid = Grid(args, in, 2), &dy = in[1].dims;
  NETDEF_ENFORCE_EQ(in[0].dims.size(), 1u, "[SparseToDenseMaskGradient] indices must be 1-D");
  NETDEF_ENFORCE(dy.size() >= grid.size() && DimsBefore(dy, grid.size()) == grid,
                 "[SparseToDenseMaskGradient] the gradient must begin with the dims [", DimsString(grid), "], got [",
                 DimsString(dy), "]");
  return {TensorSpec(ConcatDims(in[0].dims, DimsFrom(dy, grid.size())), in[1].dtype)};
}

// fn(position among the ids, row, column) for every id that has a column, then end_of_row(whether it had an invalid id).
template <typename Fn, typename EndOfRow>
void ForColumns(const ColumnOfId& column_of, const Tensor& ids, const Tensor* lengths, Fn&& fn, EndOfRow&& end_of_row) {
  const int32_t whole = static_cast<int32_t>(ids.numel());
  const int32_t* length = lengths != nullptr ? lengths->data<int32_t>() : &whole;
  const int64_t rows = lengths != nullptr ? lengths->numel() : 1;
  DispatchTypes<int32_t, int64_t>(ids.dtype(), [&](auto zero) {
    using Id = decltype(zero);
    const auto* id = ids.data<Id>();
    int64_t at = 0;
    for (int64_t row = 0; row < rows; ++row) {
      NETDEF_ENFORCE(length[row] >= 0 && length[row] <= ids.numel() - at,
                     "[SparseToDenseMask] lengths must not be negative nor add up to more than the ", ids.numel(), " indices");
      bool invalid = false;
      for (const int64_t end = at + length[row]; at < end; ++at) {
        if (id[at] < 0 || id[at] == std::numeric_limits<Id>::max()) {
          invalid = true;
          continue;
        }
        const int64_t column = column_of(id[at]);
        if (column >= 0) fn(at, row, column);
      }
      end_of_row(invalid);
    }
  });
}

class SparseToDenseMaskOp final : public KernelOperator<MaskArgs> {
 public:
  SparseToDenseMaskOp(const OperatorDef& def, Workspace* ws) : KernelOperator(def, ws), column_of_(args_.mask) {}

 protected:
  void Compute() override {
    const Tensor* lengths = InputSize() == 4 ? &Input(3) : nullptr;
    const int64_t block = Input(2).numel(), columns = args_.columns();
    const int64_t cells = (lengths != nullptr ? lengths->numel() : 1) * columns;
    const RowCopier fill(Input(2), Output(0), block), copy(Input(1), Output(0), block);
    for (int64_t i = 0; i < cells; ++i) fill(0, i);
    bool* present = nullptr;
    if (args_.return_presence_mask) {
      present = Output(1)->mutable_data<bool>();
      std::fill(present, present + cells, false);
    }
    const auto take = [&](int64_t at, int64_t row, int64_t column) {
      copy(at, row * columns + column);
      if (present != nullptr) present[row * columns + column] = true;
    };
    ForColumns(column_of_, Input(0), lengths, take, [&](bool invalid) {
      skipped_ += invalid;
      NETDEF_ENFORCE_LT(skipped_, args_.max_skipped_indices, "[SparseToDenseMask] Too many rows with invalid sparse indices skipped");
    });
  }

 private:
  ColumnOfId column_of_;
  int64_t skipped_ = 0;
};

class SparseToDenseMaskGradientOp final : public KernelOperator<MaskArgs> {
 public:
  SparseToDenseMaskGradientOp(const OperatorDef& def, Workspace* ws) : KernelOperator(def, ws), column_of_(args_.mask) {}

 protected:
  void Compute() override {
    const Tensor* lengths = InputSize() == 3 ? &Input(2) : nullptr;
    Tensor* out = Output(0);
    const int64_t block = out->size_from_dim(1), columns = args_.columns();
    const RowCopier copy(Input(1), out, block);
    NETDEF_ENFORCE(out->dtype() != DType::kString, "[SparseToDenseMaskGradient] strings have no gradient");
    std::memset(out->raw_mutable_data(), 0, out->nbytes());
    // Where an id occurs twice in a row, only the last one went into the output.
    last_.assign(static_cast<size_t>((lengths != nullptr ? lengths->numel() : 1) * columns), -1);
    ForColumns(column_of_, Input(0), lengths,
               [&](int64_t at, int64_t row, int64_t column) { last_[static_cast<size_t>(row * columns + column)] = at; },
               [](bool) {});
    for (size_t cell = 0; cell < last_.size(); ++cell) {
      if (last_[cell] >= 0) copy(static_cast<int64_t>(cell), last_[cell]);
    }
  }

 private:
  ColumnOfId column_of_;
  std::vector<int64_t> last_;
};

OPERATOR_SCHEMA(SparseToDenseMask)
    .NumInputs(3, 4)
    .NumOutputs(1, 2)
    .Args<MaskArgs>()
    .Shape<MaskArgs>(SparseToDenseMaskShape)
    .SetDoc("Turns lists of (id, value) into dense rows with one column for each id of `mask`.\n\n"
            "Ids that are not in the mask are dropped, missing ones get the default value; of equal ids the last one counts.")
    .Input(0, "indices", "Ids of all examples, 1-D, int32 or int64.")
    .Input(1, "values", "One row of values, of any type, for each id.")
    .Input(2, "default_value", "The row for ids that are missing.")
    .Input(3, "lengths", "How many ids each example has, 1-D int32; without it there is one example (optional).")
    .Output(0, "output", "Examples x columns x the dims of a value; without lengths, columns x the dims of a value.")
    .Output(1, "presence_mask", "Which cells were given, bool (optional).");

OPERATOR_SCHEMA(SparseToDenseMaskGradient)
    .NumInputs(2, 3)
    .NumOutputs(1)
    .Args<MaskArgs>()
    .Shape<MaskArgs>(SparseToDenseMaskGradientShape)
    .SetDoc("Gradient of SparseToDenseMask.")
    .Input(0, "indices", "Ids of all examples.")
    .Input(1, "d_output", "Gradient of the output.")
    .Input(2, "lengths", "How many ids each example has (optional).")
    .Output(0, "d_values", "Gradient of the values; zero for those that were dropped.");

REGISTER_CPU_OPERATOR(SparseToDenseMask, SparseToDenseMaskOp);
REGISTER_CPU_OPERATOR(SparseToDenseMaskGradient, SparseToDenseMaskGradientOp);
SIMPLE_GRADIENT(SparseToDenseMask, [](const GradientMakerBase& maker) -> GradientPlan {
  GradientPlan plan{"SparseToDenseMaskGradient", {I(0), GO(0)}, {GI(1)}};
  if (maker.InputSize() == 4) plan.inputs.push_back(I(3));
  return plan;
});

}  // namespace
}  // namespace netdef
