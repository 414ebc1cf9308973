// CreateTreeCursor, ResetCursor, GetCursorOffset: a place in a dataset of nested records.
#include "ops/dataset/_shared.h"

namespace netdef {
namespace {

class CreateTreeCursorOp final : public OperatorBase {
 public:
  CreateTreeCursorOp(const OperatorDef& def, Workspace* ws) : OperatorBase(def, ws), args_(ParseArgs<FieldsArgs>(arguments())) {
    DatasetFields check(args_.fields);
  }

 protected:
  bool RunOnce(int /*stream_id*/) override {
    *Output<TreeCursorPtr>(0) = std::make_unique<TreeCursor>(args_.fields);
    return true;
  }

 private:
  const FieldsArgs args_;
};

class ResetCursorOp final : public DatasetOperator<> {
 public:
  using DatasetOperator::DatasetOperator;

 protected:
  void Compute() override {
    TreeCursor& cursor = Cursor();
    const std::lock_guard<std::mutex> lock(cursor.mutex);
    cursor.offsets.clear();
  }
};

class GetCursorOffsetOp final : public DatasetOperator<> {
 public:
  using DatasetOperator::DatasetOperator;

 protected:
  void Compute() override {
    TreeCursor& cursor = Cursor();
    const std::lock_guard<std::mutex> lock(cursor.mutex);
    const auto n = static_cast<int64_t>(cursor.offsets.size());
    Output(0)->Resize({n}, DType::kInt32);
    auto* offsets = Output(0)->mutable_data<int32_t>();
    for (size_t i = 0; i < cursor.offsets.size(); ++i) {
      NETDEF_ENFORCE_LE(cursor.offsets[i], std::numeric_limits<int32_t>::max(), "[GetCursorOffset] an offset does not fit into int32");
      offsets[i] = static_cast<int32_t>(cursor.offsets[i]);
    }
  }
};

OPERATOR_SCHEMA(CreateTreeCursor)
    .NumInputs(0)
    .NumOutputs(1)
    .Args<FieldsArgs>()
    .ShapeDependsOnData("the output is a cursor, no tensor")
    .SetDoc("Makes a cursor over a dataset of nested records, which stands before the first one.\n\n"
            "Each field of the dataset is one tensor. A field `x:lengths` opens the domain `x`: for each entry around it, "
            "it says how many entries follow in the fields `x:...`. It must come before them. A list of lists `b` and a "
            "number `a` for each record, for example, have the fields `a`, `b:lengths`, `b:values:lengths` and "
            "`b:values:values`. The cursor holds no data; several threads may use it.")
    .Output(0, "cursor", "Blob that holds the cursor.");

OPERATOR_SCHEMA(ResetCursor)
    .NumInputs(1)
    .NumOutputs(0)
    .Stateful()
    .ShapeDependsOnData("there is no output")
    .SetDoc("Puts a cursor before the first record.")
    .Input(0, "cursor", "Blob made by CreateTreeCursor.");

OPERATOR_SCHEMA(GetCursorOffset)
    .NumInputs(1)
    .NumOutputs(1)
    .Stateful()
    .ShapeDependsOnData("a cursor that has not moved yet has no offsets")
    .SetDoc("Where a cursor stands.")
    .Input(0, "cursor", "Blob made by CreateTreeCursor.")
    .Output(0, "offsets", "The entries passed in each domain, int32; empty for a cursor that has not moved yet.");

REGISTER_CPU_OPERATOR(CreateTreeCursor, CreateTreeCursorOp);
REGISTER_CPU_OPERATOR(ResetCursor, ResetCursorOp);
REGISTER_CPU_OPERATOR(GetCursorOffset, GetCursorOffsetOp);
SHOULD_NOT_DO_GRADIENT_BECAUSE(CreateTreeCursor, "a cursor is no number");
SHOULD_NOT_DO_GRADIENT_BECAUSE(ResetCursor, "a cursor is no number");
SHOULD_NOT_DO_GRADIENT_BECAUSE(GetCursorOffset, "a cursor is no number");

}  // namespace
}  // namespace netdef
