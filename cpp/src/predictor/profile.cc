// How long the steps of a prepared net take.
#include <algorithm>
#include <chrono>
#include <unordered_map>
#include <utility>

#include "caffe2/proto/caffe2.pb.h"
#include "predictor/call.h"

namespace netdef {
namespace {

class StepTimes final : public compile::StepWatcher {
 public:
  void Before(const compile::PlanStep&) override { start_ = Clock::now(); }
  void After(const compile::PlanStep& step) override {
    const double ms = std::chrono::duration<double, std::milli>(Clock::now() - start_).count();
    const auto [it, first] = index_.emplace(&step, steps_.size());
    if (first) steps_.push_back({&step, {}});
    steps_[it->second].second.push_back(ms);
  }
  void Forget() {
    for (auto& entry : steps_) entry.second.clear();
  }

  std::vector<StepProfile> Rows(const caffe2::NetDef& net) const {
    std::vector<StepProfile> rows;
    for (auto [step, times] : steps_) {
      if (times.empty()) continue;
      std::sort(times.begin(), times.end());
      StepProfile row;
      row.op = step->op;
      row.type = step->what;
      row.output = step->op >= 0 && net.op(step->op).output_size() > 0 ? net.op(step->op).output(0) : "";
      row.implementation = step->kernel ? step->kernel->implementation() : "operator";
      row.milliseconds = times[times.size() / 2];
      row.flops = step->flops;
      row.bytes = step->bytes;
      rows.push_back(std::move(row));
    }
    return rows;
  }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point start_;
  std::unordered_map<const compile::PlanStep*, size_t> index_;
  std::vector<std::pair<const compile::PlanStep*, std::vector<double>>> steps_;  // in the order they ran
};

}  // namespace

std::vector<StepProfile> Predictor::Profile(const TensorMap& inputs, int runs) const {
  NETDEF_ENFORCE(runs > 0, "a profile needs at least one run, got ", runs);
  std::vector<std::string> names;
  for (const auto& entry : inputs) names.push_back(entry.first);
  Call call(*this, names);
  const auto run = [&] {
    for (const auto& [name, value] : inputs) call.Bind(name, value);  // a net may change its inputs in place
    call.Run();
  };
  StepTimes times;
  call.state_->watcher = &times;
  run();
  times.Forget();  // the first run prepares
  for (int i = 0; i < runs; ++i) run();
  return times.Rows(net());
}

}  // namespace netdef
