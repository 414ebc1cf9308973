// Nets: operators in order over one workspace, behind one base class and a registry of executors.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "netdef/export.h"
#include "netdef/observer.h"
#include "netdef/operator.h"
#include "netdef/workspace.h"

namespace caffe2 {
class OperatorBase;  // netdef's, as Caffe2's header names show it
class ProfDAGProtos;
}  // namespace caffe2

namespace netdef {

// Run times of one operator, in milliseconds.
struct OperatorTimes {
  int64_t runs = 0;
  double mean = 0, stddev = 0;
};

class NETDEF_API NetBase : public Observable<NetBase> {
 public:
  // Checks where the inputs come from and creates the operators (Caffe2's rules: a net with
  // external inputs may read nothing undeclared; declared outputs must be produced).
  NetBase(std::shared_ptr<const NetDef> def, Workspace* ws);
  virtual ~NetBase();
  NetBase(const NetBase&) = delete;
  NetBase& operator=(const NetBase&) = delete;

  // One run of all operators. Throws what an operator threw first, with net and position; false
  // where an operator said so or the run was cancelled. Runs of one net from several threads wait
  // for each other.
  virtual bool Run();
  // Asks a run in progress, also one in another thread, to end early.
  virtual void Cancel();

  const std::string& Name() const { return name_; }
  const NetDef& debug_def() const { return *net_def_; }
  Workspace* workspace() const { return ws_; }
  const std::vector<std::unique_ptr<OperatorBase>>& operators() const { return operators_; }
  const std::vector<std::string>& external_input() const { return external_input_; }
  const std::vector<std::string>& external_output() const { return external_output_; }

  // Milliseconds: [per net run, then one per operator if `per_operator`].
  virtual std::vector<float> TEST_Benchmark(int warmup_runs, int main_runs, bool per_operator);
  // Times of each operator, from a net that keeps them (type prof_dag); others have none.
  virtual std::vector<OperatorTimes> GetOperatorTimes() const { return {}; }

  // Caffe2's interface, for classes of nets written for it. On CPUs all has been done when RunAsync returns.
  virtual bool SupportsAsync() { return false; }
  virtual bool RunAsync() { return Run(); }
  virtual void Wait() {}
  virtual std::vector<caffe2::OperatorBase*> GetOperators() const;

 protected:
  struct WithoutOperators {};
  // For a class that creates its operators itself, or has none.
  NetBase(std::shared_ptr<const NetDef> def, Workspace* ws, WithoutOperators);

  virtual bool DoRun() = 0;
  // Runs operator `i` and adds net and position to what it throws.
  bool RunOperator(size_t i);
  std::atomic<bool> cancelled_{false};
  const std::shared_ptr<const NetDef> net_def_;
  const std::string name_;
  const std::vector<std::string> external_input_, external_output_;

 private:
  Workspace* ws_;
  std::vector<std::unique_ptr<OperatorBase>> operators_;
  std::mutex running_;
  std::atomic<std::thread::id> runner_{};
};

// The definition of operator `i`, which keeps its net alive; the net's device holds where the operator names none.
NETDEF_API std::shared_ptr<const OperatorDef> OperatorAt(const std::shared_ptr<const NetDef>& net, int i);

// For operators that run nets of their own, one after the other: hands a cancellation on.
class NETDEF_API NestedRuns {
 public:
  void Begin();  // of the operator's run: forgets an earlier cancellation
  // False where the net says so or the operator was cancelled.
  bool Run(NetBase* net);
  void Cancel();  // from any thread

 private:
  std::mutex mutex_;
  bool cancelled_ = false;
  NetBase* running_ = nullptr;
};

// What GetOperatorTimes says, as Caffe2's message: `stats` by operator type, `ops_stats` by operator.
NETDEF_API caffe2::ProfDAGProtos ProfDagStats(const NetBase& net);

// Executors by NetDef.type.
class NETDEF_API NetRegistry {
 public:
  using Factory = std::function<std::unique_ptr<NetBase>(std::shared_ptr<const NetDef>, Workspace*)>;
  static bool Register(const std::string& type, Factory factory);
  static bool Has(const std::string& type);
  static std::vector<std::string> Types();
};

// A net over `ws` that belongs to the caller; NetDef.type picks the executor ("simple" if empty).
NETDEF_API std::unique_ptr<NetBase> CreateNet(const NetDef& def, Workspace* ws);
NETDEF_API std::unique_ptr<NetBase> CreateNet(const std::shared_ptr<const NetDef>& def, Workspace* ws);

}  // namespace netdef

// REGISTER_NET(simple, SimpleNet);
#define REGISTER_NET(type, ...)                                                                  \
  static const bool NETDEF_CONCAT(netdef_net_, type) [[maybe_unused]] =                           \
      ::netdef::NetRegistry::Register(                                                            \
          #type, [](std::shared_ptr<const ::caffe2::NetDef> def, ::netdef::Workspace* ws) {       \
            return std::unique_ptr<::netdef::NetBase>(new __VA_ARGS__(std::move(def), ws));       \
          })
