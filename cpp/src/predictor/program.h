// A pair of nets, prepared: what all calls share and none changes, and the frames that they run in.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "base/memory_budget.h"
#include "compile/subject.h"
#include "netdef/predictor.h"
#include "netdef/workspace.h"
#include "predictor/frame.h"
#include "predictor/plans.h"
#include "predictor/signature.h"

namespace netdef {

class Predictor::Program {
 public:
  Program(const Model& model, const PredictorOptions& options);

  const Signature& signature() const { return *signature_; }
  const caffe2::NetDef& net() const { return optimised_ ? *optimised_ : *net_; }
  const caffe2::NetDef& source_net() const { return *net_; }
  const std::vector<PassReport>& passes() const { return passes_; }
  const std::set<std::string>& parameter_names() const { return parameter_names_; }
  // nullptr for all that the init net did not fill.
  const Blob* Parameter(const std::string& name) const;
  // Whether a call may ask for the blob: intermediate ones are gone where the net was optimised.
  bool IsKept(const std::string& name) const { return !plans_ || intermediate_.count(name) == 0; }
  // Whether a call in which parameters `overridden` have other values runs the optimised net.
  bool RunsOptimised(const std::set<std::string>& overridden) const { return plans_ && overridden.empty(); }

  std::unique_ptr<Frame> Borrow(const std::set<std::string>& overridden);
  void Release(const std::set<std::string>& overridden, std::unique_ptr<Frame> frame);
  // Held by a call on a net with state.
  std::unique_lock<std::mutex> TakeTurn() { return std::unique_lock<std::mutex>(turns_); }
  // Of a borrowed frame: runs it within the limits of the model and of memory.
  void Run(Frame* frame, compile::StepWatcher* watcher);

  MemoryReport Memory();
  void Trim();

 private:
  void Fill(const Model& model);
  void Optimise();
  std::unique_ptr<Frame> MakePlainFrame(const std::set<std::string>& overridden);
  std::set<std::string> Local(const std::set<std::string>& overridden) const;
  size_t ParameterBytes() const;

  const NetDefPtr net_;
  const uint64_t tensor_bytes_;  // no tensor of a run may be larger
  MemoryBudget budget_;          // before all that takes of it
  MemoryBudget::Share parameters_share_;
  Workspace parameters_;
  std::set<std::string> parameter_names_;
  std::unique_ptr<const Signature> signature_;
  std::mutex turns_;

  // Where the net was optimised.
  NetDefPtr optimised_;
  std::vector<PassReport> passes_;
  std::unique_ptr<compile::Subject> subject_;
  std::unique_ptr<Plans> plans_;
  std::set<std::string> intermediate_;

  std::mutex mutex_;
  std::map<std::set<std::string>, std::vector<std::unique_ptr<Frame>>> idle_;  // by overridden parameters
};

}  // namespace netdef
