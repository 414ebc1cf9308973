// DequeueBlobs, SafeDequeueBlobs: take records from a queue, waiting for them.
#include "netdef/rows.h"
#include "ops/queue/_shared.h"

namespace netdef {
namespace {

struct DequeueArgs {
  float timeout_secs = 0;

  template <typename V>
  void Fields(V& v) {
    v("timeout_secs", timeout_secs, "How long to wait; 0: for ever.");
  }
};

class DequeueBlobsOp final : public BlobsQueueOperator {
 public:
  DequeueBlobsOp(const OperatorDef& def, Workspace* ws)
      : BlobsQueueOperator(def, ws), args_(ParseArgs<DequeueArgs>(arguments())) {}
  bool RunOnDevice() override {
    const BlobsQueuePtr queue = Queue(0, OutputSize());
    const QueueWait<BlobsQueuePtr>::Scope scope(&wait_, queue);
    return queue->Read(Record(OutputSize()), args_.timeout_secs, wait_.cancelled());
  }

 private:
  const DequeueArgs args_;
};

struct SafeDequeueArgs {
  int64_t num_records = 1;

  template <typename V>
  void Fields(V& v) {
    v("num_records", num_records, "Number of records to join along the first axis.");
  }
};

class SafeDequeueBlobsOp final : public BlobsQueueOperator {
 public:
  SafeDequeueBlobsOp(const OperatorDef& def, Workspace* ws)
      : BlobsQueueOperator(def, ws), args_(ParseArgs<SafeDequeueArgs>(arguments())) {
    NETDEF_ENFORCE(args_.num_records >= 1, "[SafeDequeueBlobs] num_records must be positive, got ", args_.num_records);
  }
  bool RunOnDevice() override {
    const BlobsQueuePtr queue = Queue(0, OutputSize() - 1);
    const QueueWait<BlobsQueuePtr>::Scope scope(&wait_, queue);
    const std::vector<Blob*> record = Record(OutputSize() - 1);
    const bool ok = queue->Read(record, 0, wait_.cancelled());
    if (ok && args_.num_records > 1) AppendMore(queue.get(), record);
    TellFailure(!ok);
    return true;
  }

 private:
  // Fewer records than wanted are no failure.
  void AppendMore(BlobsQueue* queue, const std::vector<Blob*>& record) {
    more_.resize(record.size());
    std::vector<Blob*> next;
    for (Blob& blob : more_) next.push_back(&blob);
    for (int64_t i = 1; i < args_.num_records && queue->Read(next, 0, wait_.cancelled()); ++i) {
      for (size_t b = 0; b < record.size(); ++b) AppendRows(more_[b].Get<Tensor>(), record[b]->GetMutable<Tensor>());
    }
  }

  const SafeDequeueArgs args_;
  std::vector<Blob> more_;
};

OPERATOR_SCHEMA(DequeueBlobs)
    .NumInputsOutputs([](int inputs, int outputs) { return inputs == 1 && outputs >= 1; })
    .Args<DequeueArgs>()
    .Stateful()
    .ShapeDependsOnData("the outputs are what was put into the queue")
    .SetDoc("Takes a record from a queue, waiting for one; fails if the queue is closed and empty.")
    .Input(0, "queue", "Blob made by CreateBlobsQueue.")
    .Output(0, "blob", "The blobs of the record.");

OPERATOR_SCHEMA(SafeDequeueBlobs)
    .NumInputsOutputs([](int inputs, int outputs) { return inputs == 1 && outputs >= 2; })
    .Args<SafeDequeueArgs>()
    .Stateful()
    .ShapeDependsOnData("the outputs are what was put into the queue")
    .SetDoc("As DequeueBlobs, but a closed, empty queue is no error: the last output tells it.\n\n"
            "It can join several records along their first axis.")
    .Input(0, "queue", "Blob made by CreateBlobsQueue.")
    .Output(0, "blob", "The blobs of the record.")
    .Output(1, "status", "Last output, bool scalar: whether there was no record.");

REGISTER_CPU_OPERATOR(DequeueBlobs, DequeueBlobsOp);
REGISTER_CPU_OPERATOR(SafeDequeueBlobs, SafeDequeueBlobsOp);
NO_GRADIENT_BECAUSE(DequeueBlobs, "a queue is no number");
NO_GRADIENT_BECAUSE(SafeDequeueBlobs, "a queue is no number");

}  // namespace
}  // namespace netdef
