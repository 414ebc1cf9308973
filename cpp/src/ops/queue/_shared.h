// What the queue operators share.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "netdef/operator.h"
#include "netdef/stats.h"

namespace netdef {

// A lock and a bell for a queue that operators wait for.
class QueueGate {
 public:
  void Close() {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      closed_ = true;
    }
    changed_.notify_all();
  }
  // Makes who waits look whether it was cancelled.
  void Wake() {
    { const std::lock_guard<std::mutex> lock(mutex_); }
    changed_.notify_all();
  }

 protected:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool closed_ = false;
};

// A queue of records of a fixed number of blobs. Writing and reading swap contents, so that buffers
// travel back to the writers.
class BlobsQueue : public QueueGate {
 public:
  BlobsQueue(const std::string& name, size_t num_blobs, size_t capacity);

  size_t num_blobs() const { return num_blobs_; }
  // Both wait, and give up when the queue is closed or `cancelled` is set: false. What is in the queue
  // can be read, and what room there is can be filled, after it is closed.
  bool Write(const std::vector<Blob*>& record, const std::atomic<bool>& cancelled);
  bool Read(const std::vector<Blob*>& record, float timeout_seconds, const std::atomic<bool>& cancelled);  // 0: for ever

 private:
  using Record = std::vector<Blob>;

  void CheckSize(const std::vector<Blob*>& record) const;

  const size_t num_blobs_, capacity_;
  std::deque<Record> records_;
  std::vector<Record> free_;
  StatValue *balance_, *records_read_, *bytes_read_;
  AverageStat read_time_, write_time_;
};

using BlobsQueuePtr = std::shared_ptr<BlobsQueue>;

// A queue of rows that are written in batches of one size and read in batches of another.
class RebatchingQueue : public QueueGate {
 public:
  using Row = std::vector<Tensor>;  // one tensor for each blob

  RebatchingQueue(size_t capacity, size_t num_blobs) : capacity_(capacity), num_blobs_(num_blobs) {}

  size_t num_blobs() const { return num_blobs_; }
  // False where the queue is closed or `cancelled` is set before all rows are in it.
  bool Write(std::vector<Row> rows, const std::atomic<bool>& cancelled);
  // `count` rows, or what is left in a closed queue.
  std::vector<Row> Read(size_t count, const std::atomic<bool>& cancelled);

 private:
  const size_t capacity_, num_blobs_;
  std::deque<Row> rows_;
};

// For an operator that waits for a queue: hands its cancellation to the queue.
template <typename Queue>
class QueueWait {
 public:
  // Holds the queue as long as the wait lasts.
  class Scope {
   public:
    Scope(QueueWait* wait, Queue queue) : wait_(wait) {
      const std::lock_guard<std::mutex> lock(wait_->mutex_);
      wait_->queue_ = std::move(queue);
      wait_->cancelled_ = false;
    }
    ~Scope() {
      const std::lock_guard<std::mutex> lock(wait_->mutex_);
      wait_->queue_.reset();
    }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    QueueWait* wait_;
  };

  void Cancel() {
    const std::lock_guard<std::mutex> lock(mutex_);
    cancelled_ = true;
    if (queue_) queue_->Wake();
  }
  const std::atomic<bool>& cancelled() const { return cancelled_; }

 private:
  std::mutex mutex_;
  Queue queue_;
  std::atomic<bool> cancelled_{false};
};

// An operator with a blobs queue as input 0.
class BlobsQueueOperator : public Operator<CPUContext> {
 public:
  using Operator::Operator;
  void Cancel() override { wait_.Cancel(); }

 protected:
  // The queue, which must have records of `num_blobs`.
  const BlobsQueuePtr& Queue(int input, int num_blobs) {
    const BlobsQueuePtr& queue = Input<BlobsQueuePtr>(input);
    NETDEF_ENFORCE(queue != nullptr, "[", type(), "] the queue is missing");
    NETDEF_ENFORCE(num_blobs >= 0 && static_cast<size_t>(num_blobs) == queue->num_blobs(), "[", type(),
                   "] takes records of ", num_blobs, " blobs, the queue has records of ", queue->num_blobs());
    return queue;
  }
  // The first `n` outputs.
  std::vector<Blob*> Record(int n) {
    std::vector<Blob*> record;
    for (int i = 0; i < n; ++i) record.push_back(OutputBlob(i));
    return record;
  }
  void TellFailure(bool failed) {
    *Output(OutputSize() - 1, Dims{}, DType::kBool)->mutable_data<bool>() = failed;
  }

  QueueWait<BlobsQueuePtr> wait_;
};

}  // namespace netdef
