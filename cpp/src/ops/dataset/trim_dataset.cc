// TrimDataset: drops records from the end of a dataset until their number is a multiple of another.
#include "ops/dataset/_shared.h"

namespace netdef {
namespace {

struct TrimDatasetArgs {
  std::vector<std::string> fields;
  int64_t multiple_of = 1;

  template <typename V>
  void Fields(V& v) {
    v("fields", fields, kFieldsHelp);
    v("multiple_of", multiple_of, "What the number of records shall be a multiple of.");
    NETDEF_ENFORCE_GE(multiple_of, 1, "[TrimDataset] multiple_of must be positive");
  }
};

class TrimDatasetOp final : public DatasetOperator<TrimDatasetArgs> {
 public:
  TrimDatasetOp(const OperatorDef& def, Workspace* ws) : DatasetOperator(def, ws), fields_(args_.fields) {}

 protected:
  void Compute() override {
    const Dataset dataset = InputDataset(fields_, 0);
    CheckOutputs(fields_.count());
    const int64_t records = dataset.sizes()[0];
    const DomainCounts extent = dataset.Extent(DomainCounts(fields_.domains(), 0), records - records % args_.multiple_of);
    for (size_t f = 0; f < fields_.count(); ++f) Output(static_cast<int>(f))->ShrinkTo(extent[dataset.domain_of(f)]);
  }

 private:
  const DatasetFields fields_;
};

OPERATOR_SCHEMA(TrimDataset)
    .NumInputs(1, OpSchema::kMany)
    .NumOutputs(1, OpSchema::kMany)
    .EnforceOneToOneInplace()
    .Args<TrimDatasetArgs>()
    .ShapeDependsOnData("how many entries belong to a record is what the lengths say")
    .SetDoc("Drops records from the end of a dataset until their number is a multiple of `multiple_of`.")
    .Input(0, "field_0", "The fields of the dataset, one after the other.")
    .Output(0, "field_0", "The same blobs.");

REGISTER_CPU_OPERATOR(TrimDataset, TrimDatasetOp);
SHOULD_NOT_DO_GRADIENT_BECAUSE(TrimDataset, "it drops data");

}  // namespace
}  // namespace netdef
