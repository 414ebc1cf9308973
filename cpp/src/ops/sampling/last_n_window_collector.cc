// LastNWindowCollector: keeps the last rows of all runs in a ring buffer.
#include <mutex>

#include "netdef/operator.h"
#include "netdef/rows.h"

namespace netdef {
namespace {

struct LastNWindowCollectorArgs {
  int64_t num_to_collect = -1;

  template <typename V>
  void Fields(V& v) {
    v("num_to_collect", num_to_collect, "How many rows to keep; must be positive.");
    if constexpr (V::kReads) NETDEF_ENFORCE_GT(num_to_collect, 0, "[LastNWindowCollector] num_to_collect must be positive");
  }
};

class LastNWindowCollectorOp final : public KernelOperator<LastNWindowCollectorArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    if (InputSize() < 4) return Collect();
    const auto& mutex = OperatorBase::Input<std::unique_ptr<std::mutex>>(3);
    NETDEF_ENFORCE(mutex != nullptr, "[LastNWindowCollector] the mutex is missing");
    const std::lock_guard<std::mutex> lock(*mutex);
    Collect();
  }

 private:
  void Collect() {
    const Tensor& rows = Input(2);
    Tensor* kept = Output(0);
    CheckAppendable(rows, *kept);
    NETDEF_ENFORCE_EQ(Input(1).numel(), 1, "[LastNWindowCollector] the cursor must have one element");
    auto* next = DataInPlace<int32_t>(Output(1));
    const int64_t n = args_.num_to_collect, count = rows.dim(0), had = kept->dim(0);
    NETDEF_ENFORCE(*next >= 0 && *next <= had, "[LastNWindowCollector] the cursor must be within the ", had, " rows of the buffer, got ", *next);
    if (OutputSize() > 2) *DataInPlace<int64_t>(Output(2)) += count;
    if (count == 0) return;
    const int64_t room = std::max(had, std::min(n, had + count));
    if (had == 0) {
      Dims dims = rows.dims();
      dims[0] = room;
      kept->Resize(dims, rows.dtype());
    } else if (room > had) {
      kept->Extend(room - had, 40.0f);
    }
    const RowCopier copy(rows, kept, rows.size_from_dim(1));
    if (count > n) {
      copy(count - n, 0, n);
      *next = 0;
      return;
    }
    const int64_t at = *next % n, until_end = std::min(count, n - at);
    copy(0, at, until_end);
    copy(until_end, 0, count - until_end);
    *next = static_cast<int32_t>((at + count) % n);
  }
};

OPERATOR_SCHEMA(LastNWindowCollector)
    .NumInputs({3, 4, 5})
    .NumOutputs(2, 3)
    .EnforceInplace({{0, 0}, {1, 1}, {4, 2}})
    .Args<LastNWindowCollectorArgs>()
    .Stateful()
    .ShapeDependsOnData("the buffer grows until it is full")
    .SetDoc("Keeps the last `num_to_collect` rows of all runs, in no particular order.")
    .Input(0, "last-N buffer", "The rows kept so far; at first an empty tensor.")
    .Input(1, "next cursor", "The row to replace next, int32 scalar; at first 0.")
    .Input(2, "DATA", "Rows of any type.")
    .Input(3, "MUTEX", "Blob made by CreateMutex, where several threads collect (optional).")
    .Input(4, "NUM_VISITED", "Rows of all runs so far, int64 scalar (optional).")
    .Output(0, "last-N buffer", "Input 0.")
    .Output(1, "next cursor", "Input 1.")
    .Output(2, "NUM_VISITED", "Input 4.");

REGISTER_CPU_OPERATOR(LastNWindowCollector, LastNWindowCollectorOp);
SHOULD_NOT_DO_GRADIENT(LastNWindowCollector);

}  // namespace
}  // namespace netdef
