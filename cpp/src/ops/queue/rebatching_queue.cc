// CreateRebatchingQueue, EnqueueRebatchingQueue, DequeueRebatchingQueue, CloseRebatchingQueue: a queue
// of rows that are read in other batches than they were written in.
#include "netdef/rows.h"
#include "ops/queue/_shared.h"

namespace netdef {
namespace {

using QueuePtr = std::shared_ptr<RebatchingQueue>;

// --- tensors and their rows

Tensor RowOf(const Tensor& batch, int64_t row) {
  Tensor out(Dims(batch.dims().begin() + 1, batch.dims().end()), batch.dtype());
  RowCopier(batch, &out, out.numel())(row, 0);
  return out;
}

void StackRows(const std::vector<RebatchingQueue::Row>& rows, size_t blob, Tensor* out) {
  const Tensor& first = rows[0][blob];
  Dims dims = first.dims();
  dims.insert(dims.begin(), static_cast<int64_t>(rows.size()));
  out->Resize(dims, first.dtype());
  for (size_t i = 0; i < rows.size(); ++i) {
    const Tensor& row = rows[i][blob];
    NETDEF_ENFORCE(row.dims() == first.dims() && row.dtype() == first.dtype(),
                   "[DequeueRebatchingQueue] rows of shape [", DimsString(first.dims()), "] and [", DimsString(row.dims()),
                   "] or of different types cannot be in one batch");
    RowCopier(row, out, row.numel())(0, static_cast<int64_t>(i));
  }
}

// --- operators

struct CreateArgs {
  int64_t num_blobs = 1, capacity = 1;

  template <typename V>
  void Fields(V& v) {
    v("num_blobs", num_blobs, "Number of tensors of a row.");
    v("capacity", capacity, "Number of rows that fit in.");
  }
};

class CreateRebatchingQueueOp final : public OperatorBase {
 public:
  CreateRebatchingQueueOp(const OperatorDef& def, Workspace* ws)
      : OperatorBase(def, ws), args_(ParseArgs<CreateArgs>(arguments())) {
    NETDEF_ENFORCE(args_.capacity >= 1 && args_.num_blobs >= 1, "a queue needs room for a row, got capacity ",
                   args_.capacity, " and num_blobs ", args_.num_blobs);
  }

 protected:
  bool RunOnce(int /*stream_id*/) override {
    *Output<QueuePtr>(0) = std::make_shared<RebatchingQueue>(static_cast<size_t>(args_.capacity),
                                                             static_cast<size_t>(args_.num_blobs));
    return true;
  }

 private:
  const CreateArgs args_;
};

class RebatchingOp : public Operator<CPUContext> {
 public:
  using Operator::Operator;
  void Cancel() override { wait_.Cancel(); }

 protected:
  const QueuePtr& Queue() {
    const QueuePtr& queue = Input<QueuePtr>(0);
    NETDEF_ENFORCE(queue != nullptr, "[", type(), "] the queue is missing");
    return queue;
  }
  QueueWait<QueuePtr> wait_;
};

struct EnqueueArgs {
  bool enqueue_batch = false;

  template <typename V>
  void Fields(V& v) {
    v("enqueue_batch", enqueue_batch, "Take each row of the tensors for a row of the queue, instead of the whole.");
  }
};

class EnqueueRebatchingQueueOp final : public RebatchingOp {
 public:
  EnqueueRebatchingQueueOp(const OperatorDef& def, Workspace* ws)
      : RebatchingOp(def, ws), args_(ParseArgs<EnqueueArgs>(arguments())) {}
  bool RunOnDevice() override {
    const QueuePtr queue = Queue();
    NETDEF_ENFORCE_EQ(static_cast<size_t>(InputSize()), queue->num_blobs() + 1,
                      "[EnqueueRebatchingQueue] takes the queue and the tensors of a row");
    std::vector<RebatchingQueue::Row> rows;
    if (args_.enqueue_batch) {
      NETDEF_ENFORCE(Input(1).dim() >= 1, "[EnqueueRebatchingQueue] a scalar has no rows");
      rows.resize(static_cast<size_t>(Input(1).dim(0)));
    } else {
      rows.resize(1);
    }
    for (int i = 1; i < InputSize(); ++i) {
      const Tensor& in = Input(i);
      if (!args_.enqueue_batch) {
        rows[0].push_back(in.Clone());
        continue;
      }
      NETDEF_ENFORCE(in.dim() >= 1 && in.dim(0) == Input(1).dim(0), "[EnqueueRebatchingQueue] all tensors must have ",
                     Input(1).dim(0), " rows, got shape [", DimsString(in.dims()), "]");
      for (size_t r = 0; r < rows.size(); ++r) rows[r].push_back(RowOf(in, static_cast<int64_t>(r)));
    }
    const QueueWait<QueuePtr>::Scope scope(&wait_, queue);
    return queue->Write(std::move(rows), wait_.cancelled());
  }

 private:
  const EnqueueArgs args_;
};

struct DequeueArgs {
  int64_t num_elements = 1;

  template <typename V>
  void Fields(V& v) {
    v("num_elements", num_elements, "Number of rows to take.");
  }
};

class DequeueRebatchingQueueOp final : public RebatchingOp {
 public:
  DequeueRebatchingQueueOp(const OperatorDef& def, Workspace* ws)
      : RebatchingOp(def, ws), args_(ParseArgs<DequeueArgs>(arguments())) {
    NETDEF_ENFORCE(args_.num_elements >= 0, "[DequeueRebatchingQueue] num_elements is ", args_.num_elements);
  }
  bool RunOnDevice() override {
    const QueuePtr queue = Queue();
    NETDEF_ENFORCE(static_cast<size_t>(OutputSize()) >= queue->num_blobs(), "[DequeueRebatchingQueue] has ", OutputSize(),
                   " outputs for rows of ", queue->num_blobs(), " tensors");
    std::vector<RebatchingQueue::Row> rows;
    {
      const QueueWait<QueuePtr>::Scope scope(&wait_, queue);
      rows = queue->Read(static_cast<size_t>(args_.num_elements), wait_.cancelled());
    }
    if (rows.empty()) return false;
    for (size_t i = 0; i < queue->num_blobs(); ++i) StackRows(rows, i, Output(static_cast<int>(i)));
    return true;
  }

 private:
  const DequeueArgs args_;
};

class CloseRebatchingQueueOp final : public RebatchingOp {
 public:
  using RebatchingOp::RebatchingOp;
  bool RunOnDevice() override {
    Queue()->Close();
    return true;
  }
};

OPERATOR_SCHEMA(CreateRebatchingQueue)
    .NumInputs(0)
    .NumOutputs(1)
    .Args<CreateArgs>()
    .ShapeDependsOnData("the output is no tensor")
    .SetDoc("Makes a queue of rows, each of `num_blobs` tensors.")
    .Output(0, "queue", "Blob that holds the queue.");

OPERATOR_SCHEMA(EnqueueRebatchingQueue)
    .NumInputs(2, OpSchema::kMany)
    .NumOutputs(0)
    .Args<EnqueueArgs>()
    .Stateful()
    .ShapeDependsOnData("there is no output")
    .SetDoc("Puts rows into a queue, waiting for room; fails if the queue is closed.")
    .Input(0, "queue", "Blob made by CreateRebatchingQueue.")
    .Input(1, "tensor", "The tensors of a row or, with `enqueue_batch`, of as many rows as they have.");

OPERATOR_SCHEMA(DequeueRebatchingQueue)
    .NumInputs(1)
    .NumOutputs(1, OpSchema::kMany)
    .Args<DequeueArgs>()
    .Stateful()
    .ShapeDependsOnData("the outputs are made of what was put into the queue")
    .SetDoc("Takes rows from a queue, waiting for them, and stacks them.\n\n"
            "A closed queue gives what is left; it fails if that is nothing.")
    .Input(0, "rebatching_queue", "Blob made by CreateRebatchingQueue.")
    .Output(0, "tensor", "The rows, stacked along a new first axis; one output for each tensor of a row.");

OPERATOR_SCHEMA(CloseRebatchingQueue)
    .NumInputs(1)
    .NumOutputs(0)
    .Stateful()
    .ShapeDependsOnData("there is no output")
    .SetDoc("Closes a queue: nothing can be put into it any more, and nobody waits for it.")
    .Input(0, "queue", "Blob made by CreateRebatchingQueue.");

REGISTER_CPU_OPERATOR(CreateRebatchingQueue, CreateRebatchingQueueOp);
REGISTER_CPU_OPERATOR(EnqueueRebatchingQueue, EnqueueRebatchingQueueOp);
REGISTER_CPU_OPERATOR(DequeueRebatchingQueue, DequeueRebatchingQueueOp);
REGISTER_CPU_OPERATOR(CloseRebatchingQueue, CloseRebatchingQueueOp);
NO_GRADIENT_BECAUSE(CreateRebatchingQueue, "a queue is no number");
NO_GRADIENT_BECAUSE(EnqueueRebatchingQueue, "a queue is no number");
NO_GRADIENT_BECAUSE(DequeueRebatchingQueue, "a queue is no number");
NO_GRADIENT_BECAUSE(CloseRebatchingQueue, "a queue is no number");

}  // namespace
}  // namespace netdef
