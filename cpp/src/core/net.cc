#include "netdef/net.h"

#include <chrono>
#include <mutex>
#include <set>

#include "core/by_name.h"
#include "core/describe_operator.h"
#include "netdef/parallel.h"
#include "netdef/proto_utils.h"

namespace netdef {
namespace {

// Caffe2's rule: a net that declares any external input must declare all that it does not make.
void CheckSources(const NetDef& def) {
  std::set<std::string> known(def.external_input().begin(), def.external_input().end());
  const bool strict = !known.empty();
  for (const OperatorDef& op : def.op()) {
    for (const std::string& input : op.input()) {
      if (IsAbsent(op, input)) continue;
      NETDEF_ENFORCE(!strict || known.count(input) != 0, "op ", op.type(), ": Source for input ", input,
                     " is unknown for net ", def.name(), ", operator ", DescribeOperator(op));
    }
    known.insert(op.output().begin(), op.output().end());
  }
  std::string missing;
  for (const std::string& output : def.external_output()) {
    if (known.count(output) == 0) missing += " " + output;
  }
  NETDEF_ENFORCE(missing.empty(), "Some of the blobs are declared as output but never produced by the net ", def.name(),
                 ", this is illegal:", missing);
}

}  // namespace

std::shared_ptr<const OperatorDef> OperatorAt(const std::shared_ptr<const NetDef>& net, int i) {
  const OperatorDef& op = net->op(i);
  if (op.has_device_option() || !net->has_device_option()) return {net, &op};
  auto copy = std::make_shared<OperatorDef>(op);
  *copy->mutable_device_option() = net->device_option();
  return copy;
}

NetBase::NetBase(std::shared_ptr<const NetDef> def, Workspace* ws, WithoutOperators)
    : net_def_(std::move(def)),
      name_(net_def_->name()),
      external_input_(net_def_->external_input().begin(), net_def_->external_input().end()),
      external_output_(net_def_->external_output().begin(), net_def_->external_output().end()),
      ws_(ws) {
  CheckSources(*net_def_);
}

NetBase::NetBase(std::shared_ptr<const NetDef> def, Workspace* ws) : NetBase(std::move(def), ws, WithoutOperators()) {
  operators_.reserve(static_cast<size_t>(net_def_->op_size()));
  for (int i = 0; i < net_def_->op_size(); ++i) {
    try {
      operators_.push_back(CreateOperator(OperatorAt(net_def_, i), ws, i));
    } catch (Error& e) {
      e.SetNet(name_, i);
      throw;
    }
  }
}

// Observers of the net may watch its operators as well, so they go first.
NetBase::~NetBase() { DetachAllObservers(); }

bool NetBase::Run() {
  NETDEF_ENFORCE(runner_.load(std::memory_order_relaxed) != std::this_thread::get_id(), "net '", name_,
                 "' is run by one of its own operators");
  const std::lock_guard<std::mutex> lock(running_);
  struct Runner {
    explicit Runner(std::atomic<std::thread::id>* r) : runner(r) { *runner = std::this_thread::get_id(); }
    ~Runner() { *runner = std::thread::id(); }
    std::atomic<std::thread::id>* runner;
  } const runner(&runner_);
  const Watch watch(*this);
  const RunScope scope;
  cancelled_ = false;
  return DoRun();
}

void NetBase::Cancel() {
  cancelled_ = true;
  for (const auto& op : operators_) op->Cancel();
}

// caffe2::OperatorBase derives from netdef's alone and adds no members (cpp/dropin/caffe2/core/view.h).
std::vector<caffe2::OperatorBase*> NetBase::GetOperators() const {
  std::vector<caffe2::OperatorBase*> all;
  for (const auto& op : operators_) all.push_back(reinterpret_cast<caffe2::OperatorBase*>(op.get()));
  return all;
}

bool NetBase::RunOperator(size_t i) {
  try {
    return operators_[i]->RunObserved();
  } catch (Error& e) {
    e.SetNet(name_, static_cast<int>(i));
    throw;
  }
}

std::vector<float> NetBase::TEST_Benchmark(int warmup_runs, int main_runs, bool per_operator) {
  NETDEF_ENFORCE(warmup_runs >= 0, "Number of warm up runs should be non negative, provided ", warmup_runs);
  NETDEF_ENFORCE(main_runs >= 0, "Number of main runs should be non negative, provided ", main_runs);
  using Clock = std::chrono::steady_clock;
  const auto milliseconds = [](Clock::time_point since) {
    return std::chrono::duration<float, std::milli>(Clock::now() - since).count();
  };
  for (int i = 0; i < warmup_runs; ++i) Run();
  std::vector<float> times;
  const Clock::time_point start = Clock::now();
  for (int i = 0; i < main_runs; ++i) Run();
  times.push_back(main_runs > 0 ? milliseconds(start) / static_cast<float>(main_runs) : 0.0f);
  if (!per_operator) return times;
  times.resize(1 + operators_.size(), 0.0f);
  const RunScope scope;
  for (int run = 0; run < main_runs; ++run) {
    for (size_t i = 0; i < operators_.size(); ++i) {
      const Clock::time_point op_start = Clock::now();
      RunOperator(i);
      times[1 + i] += milliseconds(op_start) / static_cast<float>(main_runs);
    }
  }
  return times;
}

void NestedRuns::Begin() {
  const std::lock_guard<std::mutex> lock(mutex_);
  cancelled_ = false;
}

bool NestedRuns::Run(NetBase* net) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (cancelled_) return false;
    running_ = net;
  }
  struct Ended {
    ~Ended() {
      const std::lock_guard<std::mutex> lock(runs->mutex_);
      runs->running_ = nullptr;
    }
    NestedRuns* runs;
  } const ended{this};
  return net->Run();
}

void NestedRuns::Cancel() {
  const std::lock_guard<std::mutex> lock(mutex_);
  cancelled_ = true;
  if (running_ != nullptr) running_->Cancel();
}

namespace {

ByName<NetRegistry::Factory>& Factories() {
  static ByName<NetRegistry::Factory> factories;
  return factories;
}

}  // namespace

bool NetRegistry::Register(const std::string& type, Factory factory) { return Factories().Add(type, std::move(factory)); }
bool NetRegistry::Has(const std::string& type) { return Factories().Find(type).has_value(); }
std::vector<std::string> NetRegistry::Types() { return Factories().Names(); }

std::unique_ptr<NetBase> CreateNet(const std::shared_ptr<const NetDef>& def, Workspace* ws) {
  const std::string type = def->type().empty() ? "simple" : def->type();
  const std::optional<NetRegistry::Factory> factory = Factories().Find(type);
  if (!factory) {
    NETDEF_THROW_KIND(kInvalidModel, "net '", def->name(), "' has the unknown type '", type, "'; known are: ", Factories().NameList());
  }
  return (*factory)(def, ws);
}

std::unique_ptr<NetBase> CreateNet(const NetDef& def, Workspace* ws) {
  return CreateNet(std::make_shared<NetDef>(def), ws);
}

}  // namespace netdef
