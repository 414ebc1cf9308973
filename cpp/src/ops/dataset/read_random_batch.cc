// ComputeOffset, ReadRandomBatch: the records of a dataset in any order.
#include "ops/dataset/_shared.h"

namespace netdef {
namespace {

class ComputeOffsetOp final : public DatasetOperator<> {
 public:
  using DatasetOperator::DatasetOperator;

 protected:
  void Compute() override {
    TreeCursor& cursor = Cursor();
    const Dataset dataset = InputDataset(cursor.fields, 1);
    const int64_t records = dataset.sizes()[0];
    const auto domains = static_cast<int64_t>(cursor.fields.domains());
    const std::lock_guard<std::mutex> lock(cursor.mutex);
    DomainCounts at = cursor.offsets.empty() ? DomainCounts(cursor.fields.domains(), 0) : cursor.offsets;
    NETDEF_ENFORCE_EQ(at.size(), cursor.fields.domains(), "[ComputeOffset] the cursor reads at random: reset it first");
    Output(0)->Resize({records + 1, domains}, DType::kInt64);
    auto* out = Output(0)->mutable_data<int64_t>();
    for (int64_t r = 0; r <= records; ++r, out += domains) {
      std::copy(at.begin(), at.end(), out);
      if (r < records) at = Sum(at, dataset.Extent(at, 1));
    }
    cursor.offsets.assign(cursor.fields.domains(), 0);
  }
};

struct ReadRandomBatchArgs {
  int64_t batch_size = 1;
  bool enforce_batch_size = false, loop_over = false;

  template <typename V>
  void Fields(V& v) {
    v("batch_size", batch_size, "How many records to read.");
    v("enforce_batch_size", enforce_batch_size, "Leave out a last batch that would be smaller.");
    v("loop_over", loop_over, "Begin anew at the end.");
    NETDEF_ENFORCE_GE(batch_size, 0, "[ReadRandomBatch] batch_size must not be negative");
  }
};

class ReadRandomBatchOp final : public DatasetOperator<ReadRandomBatchArgs> {
 public:
  using DatasetOperator::DatasetOperator;

 protected:
  void Compute() override {
    TreeCursor& cursor = Cursor();
    const Dataset dataset = InputDataset(cursor.fields, 3);
    CheckOutputs(cursor.fields.count());
    const Tensor &order = Input(1), &offsets = Input(2);
    NETDEF_ENFORCE(offsets.dim() == 2 && offsets.dim(1) == static_cast<int64_t>(cursor.fields.domains()),
                   "[ReadRandomBatch] offsetsmat must have one column for each of ", cursor.fields.domains(),
                   " domains, got shape [", DimsString(offsets.dims()), "]");
    const int64_t begin = Advance(&cursor, order.numel());
    const auto count = std::min(args_.batch_size, std::max<int64_t>(0, order.numel() - begin));
    const int64_t* record = order.data<int64_t>() + begin;
    for (int64_t i = 0; i < count; ++i) {
      NETDEF_ENFORCE(record[i] >= 0 && record[i] < offsets.dim(0) - 1, "[ReadRandomBatch] Out of bound: record ", record[i],
                     " of ", offsets.dim(0) - 1);
    }
    for (size_t f = 0; f < cursor.fields.count(); ++f) Gather(dataset, f, offsets, record, count);
  }

 private:
  // Moves the cursor over the next batch of `records` positions; where the batch begins, `records` for no batch.
  int64_t Advance(TreeCursor* cursor, int64_t records) {
    const std::lock_guard<std::mutex> lock(cursor->mutex);
    int64_t at = cursor->offsets.empty() ? 0 : cursor->offsets[0];
    const auto exhausted = [&] {
      return at >= records || (args_.enforce_batch_size && args_.batch_size > records - at);
    };
    if (exhausted() && args_.loop_over) at = 0;
    cursor->offsets.assign(1, at + args_.batch_size);
    return exhausted() ? records : at;
  }

  void Gather(const Dataset& dataset, size_t field, const Tensor& offsets, const int64_t* record, int64_t count) {
    const Tensor& from = dataset[field];
    const int64_t domains = offsets.dim(1);
    const int64_t* offset = offsets.data<int64_t>() + dataset.domain_of(field);
    Dims dims = from.dims();
    dims[0] = 0;
    for (int64_t i = 0; i < count; ++i) {
      const int64_t begin = offset[record[i] * domains], end = offset[(record[i] + 1) * domains];
      NETDEF_ENFORCE(begin >= 0 && begin <= end && end <= from.dim(0), "[ReadRandomBatch] record ", record[i],
                     " should have rows ", begin, " to ", end, " of the field ", dataset.fields().name(field), ", which has ",
                     from.dim(0));
      NETDEF_ENFORCE(!__builtin_add_overflow(dims[0], end - begin, &dims[0]), "[ReadRandomBatch] the batch is too large");
    }
    Tensor* out = Output(static_cast<int>(field));
    out->Resize(dims, from.dtype());
    const RowCopier copy(from, out, from.size_from_dim(1));
    int64_t to = 0;
    for (int64_t i = 0; i < count; ++i) {
      const int64_t begin = offset[record[i] * domains], rows = offset[(record[i] + 1) * domains] - begin;
      copy(begin, to, rows);
      to += rows;
    }
  }
};

OPERATOR_SCHEMA(ComputeOffset)
    .NumInputs(1, OpSchema::kMany)
    .NumOutputs(1)
    .Stateful()
    .ShapeDependsOnData("there is a column for each domain of the cursor")
    .SetDoc("Where each record of a dataset begins, for ReadRandomBatch.\n\n"
            "To be run before anything is read, or after ResetCursor.")
    .Input(0, "cursor", "Blob made by CreateTreeCursor.")
    .Input(1, "dataset_field_0", "The fields of the dataset, one after the other.")
    .Output(0, "field_0", "One row for each record and one for the end, one column for each domain, int64.");

OPERATOR_SCHEMA(ReadRandomBatch)
    .NumInputs(1, OpSchema::kMany)
    .NumOutputs(1, OpSchema::kMany)
    .Args<ReadRandomBatchArgs>()
    .Stateful()
    .ShapeDependsOnData("how many entries belong to a record is what the lengths say")
    .SetDoc("Reads records of a dataset in a given order.\n\nThe cursor counts how many records of that order were read. Several threads may read.")
    .Input(0, "cursor", "Blob made by CreateTreeCursor.")
    .Input(1, "idx", "The records in the order to read them in, int64.")
    .Input(2, "offsetsmat", "What ComputeOffset gives.")
    .Input(3, "dataset_field_0", "The fields of the dataset, one after the other.")
    .Output(0, "field_0", "For each field the rows that belong to the batch.");

REGISTER_CPU_OPERATOR(ComputeOffset, ComputeOffsetOp);
REGISTER_CPU_OPERATOR(ReadRandomBatch, ReadRandomBatchOp);
SHOULD_NOT_DO_GRADIENT_BECAUSE(ComputeOffset, "it reads data");
SHOULD_NOT_DO_GRADIENT_BECAUSE(ReadRandomBatch, "it reads data");

}  // namespace
}  // namespace netdef
