#include "exec/nets.h"

#include <map>
#include <mutex>

namespace netdef {
namespace test {
namespace {

struct Table {
  std::mutex mutex;
  std::map<std::string, Calls::Fn> by_name;
  std::function<void()> on_cancel;
};

Table& GetTable() {
  static Table table;
  return table;
}

class TestCallOp final : public OperatorBase {
 public:
  using OperatorBase::OperatorBase;
  void Cancel() override {
    std::function<void()> fn;
    {
      const std::lock_guard<std::mutex> lock(GetTable().mutex);
      fn = GetTable().on_cancel;
    }
    if (fn) fn();
  }

 protected:
  bool RunOnce(int) override {
    Calls::Fn fn;
    {
      const std::lock_guard<std::mutex> lock(GetTable().mutex);
      fn = GetTable().by_name.at(GetSingleArgument<std::string>("call", ""));
    }
    return fn(this);
  }
};

REGISTER_CPU_OPERATOR(TestCall, TestCallOp);

}  // namespace

Calls::Calls() = default;

Calls::~Calls() {
  const std::lock_guard<std::mutex> lock(GetTable().mutex);
  GetTable().by_name.clear();
  GetTable().on_cancel = nullptr;
}

void Calls::Set(const std::string& name, Fn fn) {
  const std::lock_guard<std::mutex> lock(GetTable().mutex);
  GetTable().by_name[name] = std::move(fn);
}

void Calls::SetVoid(const std::string& name, std::function<void()> fn) {
  Set(name, [fn = std::move(fn)](OperatorBase*) {
    fn();
    return true;
  });
}

void Calls::OnCancel(std::function<void()> fn) {
  const std::lock_guard<std::mutex> lock(GetTable().mutex);
  GetTable().on_cancel = std::move(fn);
}

caffe2::OperatorDef Op(const std::string& type, const Names& inputs, const Names& outputs) {
  caffe2::OperatorDef def;
  def.set_type(type);
  for (const std::string& name : inputs) def.add_input(name);
  for (const std::string& name : outputs) def.add_output(name);
  return def;
}

caffe2::OperatorDef Call(const std::string& name, const Names& inputs, const Names& outputs) {
  caffe2::OperatorDef def = Op("TestCall", inputs, outputs);
  caffe2::Argument* arg = def.add_arg();
  arg->set_name("call");
  arg->set_s(name);
  return def;
}

caffe2::NetDef Net(const std::string& name, const std::vector<caffe2::OperatorDef>& ops, const std::string& type,
                   int num_workers) {
  caffe2::NetDef net;
  net.set_name(name);
  if (!type.empty()) net.set_type(type);
  if (num_workers != 0) net.set_num_workers(num_workers);
  for (const caffe2::OperatorDef& op : ops) *net.add_op() = op;
  return net;
}

caffe2::ExecutionStep NetStep(const Names& nets) {
  caffe2::ExecutionStep step;
  for (const std::string& net : nets) step.add_network(net);
  return step;
}

caffe2::ExecutionStep Steps(const std::vector<caffe2::ExecutionStep>& substeps, bool concurrent) {
  caffe2::ExecutionStep step;
  for (const caffe2::ExecutionStep& substep : substeps) *step.add_substep() = substep;
  if (concurrent) step.set_concurrent_substeps(true);
  return step;
}

caffe2::PlanDef Plan(const std::vector<caffe2::NetDef>& nets, const std::vector<caffe2::ExecutionStep>& steps) {
  caffe2::PlanDef plan;
  plan.set_name("plan");
  for (const caffe2::NetDef& net : nets) *plan.add_network() = net;
  for (const caffe2::ExecutionStep& step : steps) *plan.add_execution_step() = step;
  return plan;
}

void FeedBool(Workspace* ws, const std::string& name, bool value) {
  Tensor* t = ws->CreateBlob(name)->GetMutable<Tensor>();
  t->Resize(Dims{});
  *t->mutable_data<bool>() = value;
}

}  // namespace test
}  // namespace netdef
