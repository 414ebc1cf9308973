// CreateBlobsQueue, CloseBlobsQueue: queues of records of blobs, between nets that run side by side.
#include "ops/queue/_shared.h"

namespace netdef {
namespace {

struct BlobsQueueArgs {
  int64_t capacity = 1, num_blobs = 1;
  bool enforce_unique_name = false;
  std::vector<std::string> field_names;

  template <typename V>
  void Fields(V& v) {
    v("capacity", capacity, "Number of records that fit in.");
    v("num_blobs", num_blobs, "Number of blobs of a record.");
    v("enforce_unique_name", enforce_unique_name, "Ignored: a queue keeps its records to itself.");
    v("field_names", field_names, "Names of the blobs of a record, for people.");
  }
};

class CreateBlobsQueueOp final : public OperatorBase {
 public:
  CreateBlobsQueueOp(const OperatorDef& def, Workspace* ws)
      : OperatorBase(def, ws), args_(ParseArgs<BlobsQueueArgs>(arguments())) {
    NETDEF_ENFORCE(args_.capacity >= 1 && args_.num_blobs >= 0, "a queue needs room for a record, got capacity ",
                   args_.capacity, " and num_blobs ", args_.num_blobs);
    NETDEF_ENFORCE(args_.field_names.empty() || static_cast<int64_t>(args_.field_names.size()) == args_.num_blobs,
                   "Wrong number of fieldNames provided: ", args_.field_names.size(), " for ", args_.num_blobs, " blobs");
  }

 protected:
  bool RunOnce(int /*stream_id*/) override {
    *Output<BlobsQueuePtr>(0) = std::make_shared<BlobsQueue>(OutputName(0), static_cast<size_t>(args_.num_blobs),
                                                             static_cast<size_t>(args_.capacity));
    return true;
  }

 private:
  const BlobsQueueArgs args_;
};

class CloseBlobsQueueOp final : public OperatorBase {
 public:
  using OperatorBase::OperatorBase;

 protected:
  bool RunOnce(int /*stream_id*/) override {
    const auto& queue = Input<BlobsQueuePtr>(0);
    NETDEF_ENFORCE(queue != nullptr, "[CloseBlobsQueue] the queue is missing");
    queue->Close();
    return true;
  }
};

OPERATOR_SCHEMA(CreateBlobsQueue)
    .NumInputs(0)
    .NumOutputs(1)
    .Args<BlobsQueueArgs>()
    .ShapeDependsOnData("the output is no tensor")
    .SetDoc("Makes a queue of records, each of `num_blobs` blobs.")
    .Differs("Caffe2 keeps the records in blobs of the workspace that anybody can see.")
    .Output(0, "queue", "Blob that holds the queue.");

OPERATOR_SCHEMA(CloseBlobsQueue)
    .NumInputs(1)
    .NumOutputs(0)
    .Stateful()
    .ShapeDependsOnData("there is no output")
    .SetDoc("Closes a queue: nobody waits for it any more.\n\n"
            "What is in it can still be read; room that it has can still be filled.")
    .Input(0, "queue", "Blob made by CreateBlobsQueue.");

REGISTER_CPU_OPERATOR(CreateBlobsQueue, CreateBlobsQueueOp);
REGISTER_CPU_OPERATOR(CloseBlobsQueue, CloseBlobsQueueOp);
NO_GRADIENT_BECAUSE(CreateBlobsQueue, "a queue is no number");
NO_GRADIENT_BECAUSE(CloseBlobsQueue, "a queue is no number");

}  // namespace
}  // namespace netdef
