// How long the steps of a prepared net take.
#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

#include "caffe2/proto/caffe2.pb.h"
#include "predictor/call.h"

namespace netdef {
namespace {

// Steps are known by their places: where shapes change during a run, plans with new steps come for the same places.
class StepTimes final : public compile::StepWatcher {
 public:
  explicit StepTimes(const caffe2::NetDef& net) : net_(net) {}

  void Before(const compile::PlanStep& step) override {
    nth_ = step.op == op_ ? nth_ + 1 : 0;
    op_ = step.op;
    start_ = Clock::now();
  }
  void After(const compile::PlanStep& step) override {
    const double ms = std::chrono::duration<double, std::milli>(Clock::now() - start_).count();
    const auto [it, first] = index_.emplace(std::make_pair(op_, nth_), rows_.size());
    if (first) rows_.emplace_back();
    Describe(step, &rows_[it->second].row);
    rows_[it->second].times.push_back(ms);
  }
  void Forget() {
    for (Row& row : rows_) row.times.clear();
  }

  std::vector<StepProfile> Rows() {
    std::vector<StepProfile> rows;
    for (Row& row : rows_) {
      if (row.times.empty()) continue;
      std::sort(row.times.begin(), row.times.end());
      row.row.milliseconds = row.times[row.times.size() / 2];
      rows.push_back(row.row);
    }
    return rows;
  }

 private:
  using Clock = std::chrono::steady_clock;
  struct Row {
    StepProfile row;
    std::vector<double> times;
  };

  void Describe(const compile::PlanStep& step, StepProfile* row) const {
    row->op = step.op;
    row->type = step.what;
    row->output = step.op >= 0 && net_.op(step.op).output_size() > 0 ? net_.op(step.op).output(0) : "";
    row->implementation = step.kernel ? step.kernel->implementation() : "operator";
    row->flops = step.flops;
    row->bytes = step.bytes;
  }

  const caffe2::NetDef& net_;
  Clock::time_point start_;
  int op_ = -1, nth_ = 0;
  std::map<std::pair<int, int>, size_t> index_;  // operator, and which of its steps
  std::vector<Row> rows_;                        // in the order they ran
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
  StepTimes times(net());
  call.state_->watcher = &times;
  run();
  times.Forget();  // the first run prepares
  for (int i = 0; i < runs; ++i) run();
  return times.Rows();
}

}  // namespace netdef
