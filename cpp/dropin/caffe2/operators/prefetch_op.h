// The base of operators that read: Prefetch() gets the next batch in a thread of its own while the last is worked on,
// CopyPrefetched() hands it out.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "caffe2/core/context.h"
#include "caffe2/core/operator.h"

namespace caffe2 {

template <class Context>
class PrefetchOperator : public OperatorBase {
 public:
  PrefetchOperator(const OperatorDef& def, Workspace* ws)
      : OperatorBase(def, ws), context_(def.device_option()), prefetched_(false), prefetch_success_(true), finalize_(false) {
    context_.SwitchToDevice();
  }
  // A derived class's destructor calls Finalize(), before the members that Prefetch() uses end.
  ~PrefetchOperator() noexcept override { Finalize(); }

  void Finalize() {
    if (!prefetch_thread_.joinable()) return;
    {
      std::unique_lock<std::mutex> lock(prefetch_access_mutex_);
      consumer_.wait(lock, [this] { return prefetched_; });
      finalize_ = true;
      prefetched_ = false;
    }
    producer_.notify_one();
    prefetch_thread_.join();
  }

  bool Run(int /*stream_id*/ = 0) override {
    if (!prefetch_thread_.joinable()) prefetch_thread_ = std::thread([this] { PrefetchWorker(); });
    context_.SwitchToDevice();
    std::unique_lock<std::mutex> lock(prefetch_access_mutex_);
    consumer_.wait(lock, [this] { return prefetched_; });
    const bool copied = prefetch_success_ && CopyPrefetched();
    prefetched_ = false;
    context_.FinishDeviceComputation();
    producer_.notify_one();
    CAFFE_ENFORCE(prefetch_success_, "Prefetching failed.");
    CAFFE_ENFORCE(copied, "Error when copying prefetched data.");
    return true;
  }

  virtual bool Prefetch() = 0;
  virtual bool CopyPrefetched() = 0;

 protected:
  Context context_;
  std::mutex prefetch_access_mutex_;
  std::condition_variable producer_, consumer_;
  bool prefetched_, prefetch_success_, finalize_;
  std::thread prefetch_thread_;

 private:
  void PrefetchWorker() {
    context_.SwitchToDevice();
    std::unique_lock<std::mutex> lock(prefetch_access_mutex_);
    while (true) {
      producer_.wait(lock, [this] { return !prefetched_; });
      if (finalize_) return;
      try {
        prefetch_success_ = Prefetch();
      } catch (const std::exception& e) {
        LOG(ERROR) << "Prefetching error " << e.what();
        prefetch_success_ = false;
      }
      prefetched_ = true;
      consumer_.notify_one();
    }
  }
};

}  // namespace caffe2
