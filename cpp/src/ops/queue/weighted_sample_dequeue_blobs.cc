// WeightedSampleDequeueBlobs: takes a record from one of several queues, chosen at random.
#include <random>

#include "core/random_operators.h"
#include "ops/queue/_shared.h"

namespace netdef {
namespace {

struct WeightedSampleArgs {
  std::vector<float> weights;
  int table_idx_blob = -1;

  template <typename V>
  void Fields(V& v) {
    v("weights", weights, "How often each queue is chosen, relative to the others; required.");
    v("table_idx_blob", table_idx_blob, "Output that gets the number of the queue instead of data; -1: none.");
  }
};

class WeightedSampleDequeueBlobsOp final : public BlobsQueueOperator {
 public:
  WeightedSampleDequeueBlobsOp(const OperatorDef& def, Workspace* ws)
      : BlobsQueueOperator(def, ws), args_(ParseArgs<WeightedSampleArgs>(arguments())) {
    NETDEF_ENFORCE(args_.table_idx_blob < OutputSize(), "[WeightedSampleDequeueBlobs] there is no output ",
                   args_.table_idx_blob);
    NETDEF_ENFORCE_EQ(static_cast<size_t>(InputSize()), args_.weights.size(),
                      "[WeightedSampleDequeueBlobs] there must be one weight for each queue");
    double sum = 0;
    for (float weight : args_.weights) {
      NETDEF_ENFORCE(weight >= 0 && weight < 1e30f, "[WeightedSampleDequeueBlobs] bad weight ", weight);
      sum += static_cast<double>(weight);
    }
    NETDEF_ENFORCE(sum > 0, "Sum of weights must be positive");
    choose_ = std::discrete_distribution<int>(args_.weights.begin(), args_.weights.end());
  }

  bool RunOnDevice() override {
    const int chosen = choose_(context_.RandGenerator());
    const BlobsQueuePtr queue = Queue(chosen, OutputSize() - 1);
    const QueueWait<BlobsQueuePtr>::Scope scope(&wait_, queue);
    const bool ok = queue->Read(Record(OutputSize() - 1), 0, wait_.cancelled());
    if (args_.table_idx_blob >= 0) {
      *Output(args_.table_idx_blob, {1}, DType::kInt32)->mutable_data<int32_t>() = chosen;
    }
    TellFailure(!ok);
    return true;
  }

 private:
  const WeightedSampleArgs args_;
  std::discrete_distribution<int> choose_;
};

OPERATOR_SCHEMA(WeightedSampleDequeueBlobs)
    .NumInputs(1, OpSchema::kMany)
    .NumOutputs(2, OpSchema::kMany)
    .Args<WeightedSampleArgs>()
    .Stateful()
    .ShapeDependsOnData("the outputs are what was put into the queue")
    .SetDoc("Takes a record from one of the queues, chosen at random by their weights.\n\n"
            "The last output tells, as a bool scalar, whether that queue is closed and empty.")
    .Input(0, "queues", "Blobs made by CreateBlobsQueue.")
    .Output(0, "blob", "The blobs of the record.");

REGISTER_CPU_OPERATOR(WeightedSampleDequeueBlobs, WeightedSampleDequeueBlobsOp);
REGISTER_RANDOM_OPERATOR("", WeightedSampleDequeueBlobs);
NO_GRADIENT_BECAUSE(WeightedSampleDequeueBlobs, "a queue is no number");

}  // namespace
}  // namespace netdef
