// EnqueueBlobs, SafeEnqueueBlobs: put a record into a queue, waiting for room.
#include <set>
#include <utility>

#include "ops/queue/_shared.h"

namespace netdef {
namespace {

constexpr int kMaxRecord = 1024;  // blobs; beyond that the in-place rule is not checked

class EnqueueBlobsOp final : public BlobsQueueOperator {
 public:
  using BlobsQueueOperator::BlobsQueueOperator;
  bool RunOnDevice() override {
    const BlobsQueuePtr queue = Queue(0, OutputSize());
    const QueueWait<BlobsQueuePtr>::Scope scope(&wait_, queue);
    return queue->Write(Record(OutputSize()), wait_.cancelled());
  }
};

class SafeEnqueueBlobsOp final : public BlobsQueueOperator {
 public:
  using BlobsQueueOperator::BlobsQueueOperator;
  bool RunOnDevice() override {
    const BlobsQueuePtr queue = Queue(0, OutputSize() - 1);
    const QueueWait<BlobsQueuePtr>::Scope scope(&wait_, queue);
    TellFailure(!queue->Write(Record(OutputSize() - 1), wait_.cancelled()));
    return true;
  }
};

// Output i is the blob of input i + 1.
std::set<std::pair<int, int>> InputsAfterTheQueue() {
  std::set<std::pair<int, int>> pairs;
  for (int i = 0; i < kMaxRecord; ++i) pairs.insert({i + 1, i});
  return pairs;
}

OPERATOR_SCHEMA(EnqueueBlobs)
    .NumInputsOutputs([](int inputs, int outputs) { return inputs >= 1 && outputs >= 1 && inputs == outputs + 1; })
    .EnforceInplace(InputsAfterTheQueue())
    .Stateful()
    .ShapeDependsOnData("the outputs are the emptied inputs")
    .SetDoc("Puts blobs into a queue as one record, waiting for room; fails if the queue is closed and full.\n\n"
            "The queue takes the contents: afterwards the blobs hold nothing, or a buffer to write to.")
    .Input(0, "queue", "Blob made by CreateBlobsQueue; then the blobs of the record.");

OPERATOR_SCHEMA(SafeEnqueueBlobs)
    .NumInputsOutputs([](int inputs, int outputs) { return inputs >= 1 && outputs >= 1 && inputs == outputs; })
    .EnforceInplace(InputsAfterTheQueue())
    .Stateful()
    .ShapeDependsOnData("the outputs are the emptied inputs and a bool scalar")
    .SetDoc("As EnqueueBlobs, but a closed, full queue is no error: the last output tells it.")
    .Input(0, "queue", "Blob made by CreateBlobsQueue; then the blobs of the record.");

REGISTER_CPU_OPERATOR(EnqueueBlobs, EnqueueBlobsOp);
REGISTER_CPU_OPERATOR(SafeEnqueueBlobs, SafeEnqueueBlobsOp);
NO_GRADIENT_BECAUSE(EnqueueBlobs, "a queue is no number");
NO_GRADIENT_BECAUSE(SafeEnqueueBlobs, "a queue is no number");

}  // namespace
}  // namespace netdef
