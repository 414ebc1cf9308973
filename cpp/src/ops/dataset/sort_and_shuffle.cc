// SortAndShuffle: an order for ReadRandomBatch in which records of a batch are alike, but batches are not in order.
#include <random>

#include "ops/dataset/_shared.h"

namespace netdef {
namespace {

struct SortAndShuffleArgs {
  int64_t sort_by_field_idx = 1, batch_size = 1, shuffle_size = 1;

  template <typename V>
  void Fields(V& v) {
    v("sort_by_field_idx", sort_by_field_idx, "Field to sort by, an integer for each record; -1: leave them in order.");
    v("batch_size", batch_size, "Records in a batch.");
    v("shuffle_size", shuffle_size, "Batches among which records are shuffled.");
    NETDEF_ENFORCE(batch_size > 0 && shuffle_size > 0 && batch_size <= std::numeric_limits<int64_t>::max() / shuffle_size,
                   "[SortAndShuffle] batch_size and shuffle_size must be positive, got ", batch_size, " and ", shuffle_size);
  }
};

class SortAndShuffleOp final : public DatasetOperator<SortAndShuffleArgs> {
 public:
  using DatasetOperator::DatasetOperator;

 protected:
  void Compute() override {
    TreeCursor& cursor = Cursor();
    const Dataset dataset = InputDataset(cursor.fields, 1);
    const int64_t records = dataset.sizes()[0];
    std::vector<int64_t> order(static_cast<size_t>(records));
    std::iota(order.begin(), order.end(), int64_t{0});
    if (args_.sort_by_field_idx != -1) Sort(dataset, &order);
    ShuffleWithinChunks(&order);
    Output(0)->Resize({records}, DType::kInt64);
    WriteBatchesShuffled(order, Output(0)->mutable_data<int64_t>());
  }

 private:
  void Sort(const Dataset& dataset, std::vector<int64_t>* order) {
    const int64_t field = args_.sort_by_field_idx;
    NETDEF_ENFORCE(field >= 0 && field < static_cast<int64_t>(dataset.fields().count()), "[SortAndShuffle] sort_by_field_idx ",
                   field, " is none of the ", dataset.fields().count(), " fields");
    const Tensor& keys = dataset[static_cast<size_t>(field)];
    NETDEF_ENFORCE(dataset.domain_of(static_cast<size_t>(field)) == 0 && keys.dim() == 1, "[SortAndShuffle] the field to sort by, ",
                   dataset.fields().name(static_cast<size_t>(field)), ", must have one number for each record");
    DispatchTypes<int32_t, int64_t>(keys.dtype(), [&](auto zero) {
      const auto* key = keys.data<decltype(zero)>();
      std::stable_sort(order->begin(), order->end(), [key](int64_t a, int64_t b) { return key[a] < key[b]; });
    });
  }
  // The last chunk, whole or not, stays in order.
  void ShuffleWithinChunks(std::vector<int64_t>* order) {
    const auto records = static_cast<int64_t>(order->size()), chunk = args_.batch_size * args_.shuffle_size;
    for (int64_t at = 0; chunk < records - at; at += chunk) {
      std::shuffle(order->begin() + at, order->begin() + at + chunk, std::default_random_engine());
    }
  }
  // Records that fill no batch stay at the end.
  void WriteBatchesShuffled(const std::vector<int64_t>& order, int64_t* out) {
    std::vector<int64_t> batches(order.size() / static_cast<size_t>(args_.batch_size));
    std::iota(batches.begin(), batches.end(), int64_t{0});
    std::shuffle(batches.begin(), batches.end(), std::default_random_engine());
    for (int64_t batch : batches) out = std::copy_n(order.begin() + batch * args_.batch_size, args_.batch_size, out);
    std::copy(order.begin() + static_cast<int64_t>(batches.size()) * args_.batch_size, order.end(), out);
  }
};

OPERATOR_SCHEMA(SortAndShuffle)
    .NumInputs(1, OpSchema::kMany)
    .NumOutputs(1)
    .Args<SortAndShuffleArgs>()
    .ShapeDependsOnData("which of the fields have one row for each record is known to the cursor")
    .SetDoc("Sorts records, shuffles them within chunks of `shuffle_size` batches, then shuffles the batches.\n\n"
            "The shuffle is the same in every run.")
    .Input(0, "cursor", "Blob made by CreateTreeCursor.")
    .Input(1, "dataset_field_0", "The fields of the dataset, one after the other.")
    .Output(0, "indices", "The records in their new order, int64.");

REGISTER_CPU_OPERATOR(SortAndShuffle, SortAndShuffleOp);
SHOULD_NOT_DO_GRADIENT_BECAUSE(SortAndShuffle, "it sorts");

}  // namespace
}  // namespace netdef
