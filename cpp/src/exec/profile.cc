#include "exec/profile.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <string>

#include "caffe2/proto/caffe2.pb.h"
#include "caffe2/proto/prof_dag.pb.h"

namespace netdef {

class OperatorProfile::Timer final : public ObserverBase<OperatorBase> {
 public:
  using ObserverBase::ObserverBase;

  void Start() override { start_ = Clock::now(); }
  void Stop() override {
    const double ms = std::chrono::duration<double, std::milli>(Clock::now() - start_).count();
    ++runs_;
    sum_ += ms;
    squares_ += ms * ms;
  }
  OperatorTimes Times() const {
    if (runs_ == 0) return {};
    const auto n = static_cast<double>(runs_);
    const double mean = sum_ / n;
    return {runs_, mean, std::sqrt(std::max(0.0, squares_ / n - mean * mean))};
  }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point start_;
  int64_t runs_ = 0;
  double sum_ = 0, squares_ = 0;
};

OperatorProfile::OperatorProfile(NetBase* net) : net_(net) {
  for (const auto& op : net->operators()) {
    auto timer = std::make_unique<Timer>(op.get());
    timers_.push_back(timer.get());
    op->AttachObserver(std::move(timer));
  }
}

OperatorProfile::~OperatorProfile() {
  for (size_t i = 0; i < timers_.size(); ++i) net_->operators()[i]->DetachObserver(timers_[i]);
}

std::vector<OperatorTimes> OperatorProfile::Times() const {
  std::vector<OperatorTimes> times;
  for (const Timer* timer : timers_) times.push_back(timer->Times());
  return times;
}

caffe2::ProfDAGProtos ProfDagStats(const NetBase& net) {
  caffe2::ProfDAGProtos out;
  out.set_net_name(net.Name());
  struct TypeTimes {
    double mean = 0, variance = 0;
    int64_t count = 0;
  };
  std::map<std::string, TypeTimes> by_type;  // per run of the net
  const std::vector<OperatorTimes> times = net.GetOperatorTimes();
  for (size_t i = 0; i < times.size(); ++i) {
    const std::string& type = net.operators()[i]->type();
    TypeTimes& sum = by_type[type];
    sum.mean += times[i].mean;
    sum.variance += times[i].stddev * times[i].stddev;
    ++sum.count;
    caffe2::OpProfile* op = out.add_ops_stats();
    op->set_idx(std::to_string(i));
    op->set_net_name(net.Name());
    op->set_type(type);
    op->set_exec_time_secs(static_cast<float>(times[i].mean / 1e3));
  }
  for (const auto& [type, sum] : by_type) {
    caffe2::ProfDAGProto* stats = out.add_stats();
    stats->set_name(type);
    stats->set_mean(static_cast<float>(sum.mean));
    stats->set_stddev(static_cast<float>(std::sqrt(sum.variance)));
    caffe2::TwoNumberStatsProto* time = stats->mutable_execution_time();
    time->set_mean(stats->mean());
    time->set_stddev(stats->stddev());
    time->set_count(sum.count);
  }
  return out;
}

}  // namespace netdef
