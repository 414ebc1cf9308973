// Nets and plans for tests. The operator "TestCall" calls the function of the test whose name is in
// its argument `call`.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "caffe2/proto/caffe2.pb.h"
#include "netdef/operator.h"

namespace netdef {
namespace test {

using Names = std::vector<std::string>;

// What TestCall calls until the test ends; the operator is passed so that a call may look at blobs.
class Calls {
 public:
  using Fn = std::function<bool(OperatorBase*)>;
  Calls();
  ~Calls();
  void Set(const std::string& name, Fn fn);
  // For calls that never fail.
  void SetVoid(const std::string& name, std::function<void()> fn);
  // Told when a TestCall is cancelled.
  void OnCancel(std::function<void()> fn);
};

caffe2::OperatorDef Op(const std::string& type, const Names& inputs, const Names& outputs);
caffe2::OperatorDef Call(const std::string& name, const Names& inputs = {}, const Names& outputs = {});
caffe2::NetDef Net(const std::string& name, const std::vector<caffe2::OperatorDef>& ops, const std::string& type = "",
                   int num_workers = 0);

// Steps and plans.
caffe2::ExecutionStep NetStep(const Names& nets);
caffe2::ExecutionStep Steps(const std::vector<caffe2::ExecutionStep>& substeps, bool concurrent = false);
caffe2::PlanDef Plan(const std::vector<caffe2::NetDef>& nets, const std::vector<caffe2::ExecutionStep>& steps);

void FeedBool(Workspace* ws, const std::string& name, bool value);

}  // namespace test
}  // namespace netdef
