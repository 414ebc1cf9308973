#include "ops/queue/_shared.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace netdef {
namespace {

using Clock = std::chrono::steady_clock;

int64_t NanosecondsSince(Clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - start).count();
}

}  // namespace

BlobsQueue::BlobsQueue(const std::string& name, size_t num_blobs, size_t capacity)
    : num_blobs_(num_blobs),
      capacity_(capacity),
      balance_(StatRegistry::Global().Add(name + "/queue_balance")),
      records_read_(StatRegistry::Global().Add(name + "/queue_dequeued_records")),
      bytes_read_(StatRegistry::Global().Add(name + "/queue_dequeued_bytes")),
      read_time_(name + "/read_time_ns"),
      write_time_(name + "/write_time_ns") {}

void BlobsQueue::CheckSize(const std::vector<Blob*>& record) const {
  NETDEF_ENFORCE_EQ(record.size(), num_blobs_, "the records of a queue have a fixed number of blobs");
}

bool BlobsQueue::Write(const std::vector<Blob*>& record, const std::atomic<bool>& cancelled) {
  CheckSize(record);
  const Clock::time_point start = Clock::now();
  {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [&] { return closed_ || cancelled || records_.size() < capacity_; });
    if (cancelled || records_.size() >= capacity_) return false;
    Record slot(num_blobs_);
    if (!free_.empty()) {
      slot = std::move(free_.back());
      free_.pop_back();
    }
    for (size_t i = 0; i < num_blobs_; ++i) record[i]->Swap(slot[i]);
    records_.push_back(std::move(slot));
  }
  changed_.notify_all();
  balance_->Increment(1);
  write_time_.Add(NanosecondsSince(start));
  return true;
}

bool BlobsQueue::Read(const std::vector<Blob*>& record, float timeout_seconds, const std::atomic<bool>& cancelled) {
  CheckSize(record);
  const Clock::time_point start = Clock::now();
  {
    std::unique_lock<std::mutex> lock(mutex_);
    const auto may_go_on = [&] { return closed_ || cancelled || !records_.empty(); };
    if (timeout_seconds > 0) {
      // A day is as good as any longer time, and safe to add to the clock.
      const std::chrono::milliseconds timeout(static_cast<int64_t>(std::min(timeout_seconds, 86400.0f) * 1000));
      changed_.wait_for(lock, timeout, may_go_on);
    } else {
      changed_.wait(lock, may_go_on);
    }
    if (cancelled || records_.empty()) return false;
    Record slot = std::move(records_.front());
    records_.pop_front();
    for (size_t i = 0; i < num_blobs_; ++i) {
      if (slot[i].IsType<Tensor>()) bytes_read_->Increment(static_cast<int64_t>(slot[i].Get<Tensor>().nbytes()));
      record[i]->Swap(slot[i]);
    }
    free_.push_back(std::move(slot));
  }
  changed_.notify_all();
  balance_->Increment(-1);
  records_read_->Increment(1);
  read_time_.Add(NanosecondsSince(start));
  return true;
}

bool RebatchingQueue::Write(std::vector<Row> rows, const std::atomic<bool>& cancelled) {
  std::unique_lock<std::mutex> lock(mutex_);
  for (Row& row : rows) {
    changed_.wait(lock, [&] { return closed_ || cancelled || rows_.size() < capacity_; });
    if (closed_ || cancelled) return false;
    rows_.push_back(std::move(row));
    changed_.notify_all();
  }
  return true;
}

std::vector<RebatchingQueue::Row> RebatchingQueue::Read(size_t count, const std::atomic<bool>& cancelled) {
  std::vector<Row> rows;
  std::unique_lock<std::mutex> lock(mutex_);
  while (rows.size() < count) {
    changed_.wait(lock, [&] { return closed_ || cancelled || !rows_.empty(); });
    if (rows_.empty() || cancelled) break;
    rows.push_back(std::move(rows_.front()));
    rows_.pop_front();
    changed_.notify_all();
  }
  return rows;
}

}  // namespace netdef
