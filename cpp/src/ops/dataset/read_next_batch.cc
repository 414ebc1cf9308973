// ReadNextBatch: the next records of a dataset.
#include "ops/dataset/_shared.h"

namespace netdef {
namespace {

struct ReadNextBatchArgs {
  int64_t batch_size = 1;
  bool enforce_batch_size = false;

  template <typename V>
  void Fields(V& v) {
    v("batch_size", batch_size, "How many records to read.");
    v("enforce_batch_size", enforce_batch_size, "Leave out a last batch that would be smaller.");
    NETDEF_ENFORCE_GE(batch_size, 0, "[ReadNextBatch] batch_size must not be negative");
  }
};

class ReadNextBatchOp final : public DatasetOperator<ReadNextBatchArgs> {
 public:
  using DatasetOperator::DatasetOperator;

 protected:
  void Compute() override {
    TreeCursor& cursor = Cursor();
    const Dataset dataset = InputDataset(cursor.fields, 1);
    CheckOutputs(cursor.fields.count());
    DomainCounts begin, extent;
    {
      const std::lock_guard<std::mutex> lock(cursor.mutex);
      if (cursor.offsets.empty()) cursor.offsets.assign(cursor.fields.domains(), 0);
      NETDEF_ENFORCE_EQ(cursor.offsets.size(), cursor.fields.domains(), "[ReadNextBatch] the cursor reads at random: reset it first");
      begin = cursor.offsets;
      extent = dataset.Extent(begin, args_.batch_size);
      cursor.offsets = Sum(begin, extent);
    }
    if (args_.enforce_batch_size && extent[0] < args_.batch_size) extent.assign(extent.size(), 0);
    for (size_t f = 0; f < cursor.fields.count(); ++f) {
      const size_t domain = dataset.domain_of(f);
      dataset.CopyRows(f, begin[domain], extent[domain], Output(static_cast<int>(f)));
    }
  }
};

OPERATOR_SCHEMA(ReadNextBatch)
    .NumInputs(1, OpSchema::kMany)
    .NumOutputs(1, OpSchema::kMany)
    .Args<ReadNextBatchArgs>()
    .Stateful()
    .ShapeDependsOnData("how many entries belong to a record is what the lengths say")
    .SetDoc("Reads the next records of a dataset and moves the cursor on.\n\n"
            "At the end there are fewer records in a batch, and past it none. Several threads may read.")
    .Input(0, "cursor", "Blob made by CreateTreeCursor.")
    .Input(1, "dataset_field_0", "The fields of the dataset, one after the other; lengths are int32.")
    .Output(0, "field_0", "For each field the rows that belong to the batch.");

REGISTER_CPU_OPERATOR(ReadNextBatch, ReadNextBatchOp);
SHOULD_NOT_DO_GRADIENT_BECAUSE(ReadNextBatch, "it reads data");

}  // namespace
}  // namespace netdef
