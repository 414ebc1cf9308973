// TimeObserver: mean time of a run of the net, and of a run of an operator.
#include <chrono>

#include "exec/profile.h"

namespace netdef {
namespace {

class TimeObserver final : public NetObserver {
 public:
  explicit TimeObserver(NetBase* net) : NetObserver(net), operators_(net) {}

  void Start() override { start_ = Clock::now(); }
  void Stop() override {
    total_ += std::chrono::duration<double, std::milli>(Clock::now() - start_).count();
    ++runs_;
  }
  double average_time() const override { return runs_ > 0 ? total_ / static_cast<double>(runs_) : 0.0; }
  double average_time_children() const override {
    double sum = 0;
    const std::vector<OperatorTimes> times = operators_.Times();
    for (const OperatorTimes& t : times) sum += t.mean;
    return times.empty() ? 0.0 : sum / static_cast<double>(times.size());
  }

 private:
  using Clock = std::chrono::steady_clock;
  OperatorProfile operators_;
  Clock::time_point start_;
  double total_ = 0;
  int64_t runs_ = 0;
};

REGISTER_NET_OBSERVER(TimeObserver);

}  // namespace
}  // namespace netdef
