// CheckDatasetConsistency: whether the sizes of the fields of a dataset agree with its lengths.
#include "ops/dataset/_shared.h"

namespace netdef {
namespace {

class CheckDatasetConsistencyOp final : public DatasetOperator<FieldsArgs> {
 public:
  CheckDatasetConsistencyOp(const OperatorDef& def, Workspace* ws) : DatasetOperator(def, ws), fields_(args_.fields) {}

 protected:
  void Compute() override { InputDataset(fields_, 0).CheckConsistency(); }

 private:
  const DatasetFields fields_;
};

OPERATOR_SCHEMA(CheckDatasetConsistency)
    .NumInputs(1, OpSchema::kMany)
    .NumOutputs(0)
    .Args<FieldsArgs>()
    .ShapeDependsOnData("there is no output")
    .SetDoc("Fails unless the fields of each domain of a dataset have one size, and the one that its lengths add up to.\n\n"
            "What passes can be appended to a consistent dataset.")
    .Input(0, "field_0", "The fields of the dataset, one after the other.");

REGISTER_CPU_OPERATOR(CheckDatasetConsistency, CheckDatasetConsistencyOp);
SHOULD_NOT_DO_GRADIENT_BECAUSE(CheckDatasetConsistency, "it only checks");

}  // namespace
}  // namespace netdef
