// TimerBegin, TimerGet, TimerEnd, TimerGetAndEnd: time between two places of a net.
#include <chrono>

#include "netdef/operator.h"
#include "netdef/stats.h"

namespace netdef {
namespace {

// Runs from its last Begin to its End; each End adds to the statistics.
class Timer {
 public:
  explicit Timer(const std::string& name) : time_(name + "/time_ns") {}
  void Begin() {
    NETDEF_ENFORCE(!running_, "Called TimerBegin on an already running timer.");
    running_ = true;
    start_ = Clock::now();
  }
  int64_t Get(const char* op) const {
    NETDEF_ENFORCE(running_, "Called ", op, " on a stopped timer.");
    return std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - start_).count();
  }
  int64_t End() {
    const int64_t nanoseconds = Get("TimerEnd");
    time_.Add(nanoseconds);
    running_ = false;
    return nanoseconds;
  }

 private:
  using Clock = std::chrono::steady_clock;
  bool running_ = false;
  Clock::time_point start_;
  AverageStat time_;
};

using TimerPtr = std::shared_ptr<Timer>;

struct TimerArgs {
  std::string counter_name;

  template <typename V>
  void Fields(V& v) {
    v("counter_name", counter_name, "Name of the statistics; the blob's where there is none.");
  }
};

class TimerBeginOp final : public OperatorBase {
 public:
  TimerBeginOp(const OperatorDef& def, Workspace* ws) : OperatorBase(def, ws) {
    const auto args = ParseArgs<TimerArgs>(arguments());
    timer_ = std::make_shared<Timer>(args.counter_name.empty() ? OutputName(0) : args.counter_name);
  }

 protected:
  bool RunOnce(int /*stream_id*/) override {
    *Output<TimerPtr>(0) = timer_;
    timer_->Begin();
    return true;
  }

 private:
  TimerPtr timer_;
};

class TimerOp : public Operator<CPUContext> {
 public:
  using Operator::Operator;

 protected:
  Timer& timer() {
    const TimerPtr& timer = Input<TimerPtr>(0);
    NETDEF_ENFORCE(timer != nullptr, "[", type(), "] the timer is missing");
    return *timer;
  }
  bool Tell(int64_t nanoseconds) {
    *Output(0, Dims{}, DType::kInt64)->mutable_data<int64_t>() = nanoseconds;
    return true;
  }
};

class TimerEndOp final : public TimerOp {
 public:
  using TimerOp::TimerOp;
  bool RunOnDevice() override { return timer().End() >= 0; }
};

class TimerGetOp final : public TimerOp {
 public:
  using TimerOp::TimerOp;
  bool RunOnDevice() override { return Tell(timer().Get("TimerGet")); }
};

class TimerGetAndEndOp final : public TimerOp {
 public:
  using TimerOp::TimerOp;
  bool RunOnDevice() override { return Tell(timer().End()); }
};

void TellsTime(OpSchema& schema) {
  schema.NumInputs(1)
      .NumOutputs(1)
      .Stateful()
      .Shape([](const ShapeInputs&) { return std::vector<TensorSpec>{{Dims{}, DType::kInt64}}; })
      .Input(0, "timer", "Blob made by TimerBegin.")
      .Output(0, "nanos", "Int64 scalar: nanoseconds since TimerBegin.");
}

OPERATOR_SCHEMA(TimerBegin)
    .NumInputs(0)
    .NumOutputs(1)
    .Args<TimerArgs>()
    .Stateful()
    .ShapeDependsOnData("the output is no tensor")
    .SetDoc("Starts a timer. Its times are counted in the statistics `<counter_name>/time_ns`.")
    .Output(0, "timer", "Blob that holds the timer.");

OPERATOR_SCHEMA(TimerEnd)
    .NumInputs(1)
    .NumOutputs(0)
    .Stateful()
    .ShapeDependsOnData("there is no output")
    .SetDoc("Stops a timer.")
    .Input(0, "timer", "Blob made by TimerBegin.");

OPERATOR_SCHEMA(TimerGet).FillUsing(TellsTime).SetDoc("Gives the time of a timer and lets it run on.");
OPERATOR_SCHEMA(TimerGetAndEnd).FillUsing(TellsTime).SetDoc("Gives the time of a timer and stops it.");

REGISTER_CPU_OPERATOR(TimerBegin, TimerBeginOp);
REGISTER_CPU_OPERATOR(TimerEnd, TimerEndOp);
REGISTER_CPU_OPERATOR(TimerGet, TimerGetOp);
REGISTER_CPU_OPERATOR(TimerGetAndEnd, TimerGetAndEndOp);
SHOULD_NOT_DO_GRADIENT_BECAUSE(TimerBegin, "it measures time");
SHOULD_NOT_DO_GRADIENT_BECAUSE(TimerEnd, "it measures time");
SHOULD_NOT_DO_GRADIENT_BECAUSE(TimerGet, "it measures time");
SHOULD_NOT_DO_GRADIENT_BECAUSE(TimerGetAndEnd, "it measures time");

}  // namespace
}  // namespace netdef
