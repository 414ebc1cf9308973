// What RecurrentNetwork, its gradient and the operators around them share.
//
// A recurrent network runs one step net for each time step, each step in a workspace of its own (or a
// few by turns, where no gradient follows). Blobs of a step are views ("links") of rows of outer
// blobs: the inputs and the states, which have the time as first axis.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "netdef/net.h"
#include "netdef/operator.h"

namespace netdef {

// The workspaces of the steps; the last output of RecurrentNetwork.
struct ScratchWorkspaces {
  uint64_t parent = 0;  // id of the workspace they belong to
  std::string timestep;
  bool numbered_timesteps = false;  // see RecurrentNetworkBlobFetcher
  std::unique_ptr<Workspace> shared;  // blobs that all steps have in common
  std::vector<std::unique_ptr<Workspace>> steps;
};

// The net in argument `name`, given as a message or as its text; nullptr where there is none. The
// caller may change it.
std::shared_ptr<NetDef> ReadNet(const Arguments& arguments, const std::string& name);

// Rows [begin, begin + rows) of `t`, sharing its memory. Any type but string.
Tensor ViewRows(const Tensor& t, int64_t begin, int64_t rows);

struct StepLink {
  std::string internal, external;
  int64_t offset = 0, window = 1;  // rows [t + offset, t + offset + window) in step t
};

// Arguments of RecurrentNetwork; its gradient operator has the same.
struct RecurrentArgs {
  std::shared_ptr<NetDef> step_net, backward_step_net;
  std::vector<std::string> recurrent_states, link_internal, link_external, alias_src, alias_dst;
  std::vector<std::string> backward_link_internal, backward_link_external, recompute_blobs_on_backward, param_grads;
  std::vector<int> initial_recurrent_state_ids, param, outputs_with_grads;
  std::vector<int64_t> link_offset, link_window, alias_offset, backward_link_offset;
  std::string timestep = "timestep";
  bool enable_rnn_executor = false;

  template <typename V>
  void Fields(V& v) {
    Net(v, "step_net", step_net, "Net of one step, or its text; required.");
    Net(v, "backward_step_net", backward_step_net, "Net of one step back; without it only the forward pass can run.");
    v("timestep", timestep, "Blob in which a step finds its number.");
    v("recurrent_states", recurrent_states, "Blobs that hold the states of all steps.");
    v("initial_recurrent_state_ids", initial_recurrent_state_ids, "For each state the input with its first value.");
    v("link_internal", link_internal, "Blobs of the step net that are rows of outer blobs.");
    v("link_external", link_external, "The outer blobs.");
    v("link_offset", link_offset, "First row, counted from the number of the step.");
    v("link_window", link_window, "Number of rows; 1 each where the argument is missing.");
    v("alias_src", alias_src, "States of which outputs are views.");
    v("alias_dst", alias_dst, "The outputs.");
    v("alias_offset", alias_offset, "First row of the view, negative: from the end.");
    v("param", param, "Inputs that are parameters of the step net.");
    v("param_grads", param_grads, "Names of their gradients in the backward step net.");
    v("outputs_with_grads", outputs_with_grads, "Outputs for which a gradient comes from outside.");
    v("recompute_blobs_on_backward", recompute_blobs_on_backward,
      "Blobs of the steps that are not kept, as the backward step net computes them again.");
    v("backward_link_internal", backward_link_internal, "As link_internal, for the backward step net.");
    v("backward_link_external", backward_link_external, "As link_external, for the backward step net.");
    v("backward_link_offset", backward_link_offset, "As link_offset, for the backward step net.");
    v("enable_rnn_executor", enable_rnn_executor,
      "Four workspaces by turns in a pure forward pass instead of two, as Caffe2's special executor has them.");
  }

  std::vector<StepLink> Links() const;
  std::vector<StepLink> BackwardLinks() const;

 private:
  template <typename V>
  static void Net(V& v, const char* name, std::shared_ptr<NetDef>& field, const char* help) {
    if constexpr (V::kReads) {
      field = ReadNet(v.raw(), name);
    } else {
      NetDefPtr none;
      v(name, none, help);
    }
  }
};

// Runs a step net in step workspaces: makes its instances, sets links and step number.
class StepRunner {
 public:
  StepRunner(std::shared_ptr<NetDef> net, std::vector<StepLink> links, std::string timestep);

  // Before a sequence of steps: finds the outer blobs of the links.
  void Begin(const std::function<Blob*(const std::string&)>& find_external);
  // Step `t` in the workspace `ws` of position `slot`.
  bool Run(Workspace* ws, size_t slot, int64_t t);
  void Cancel() { runs_.Cancel(); }

 private:
  struct Slot {
    uint64_t ws_id = 0;
    // Blobs, not their tensors: an operator of the step may put another object into one.
    std::vector<Blob*> internals;  // one for each link
    Blob* timestep = nullptr;
    std::unique_ptr<NetBase> net;
  };

  void Fill(Slot* slot, Workspace* ws);
  void SetLinks(const Slot& slot, int64_t t);
  // An operator may have given its output other memory than it was linked to.
  void CheckLinks(const Slot& slot, int64_t t) const;

  const std::shared_ptr<const NetDef> net_;
  const std::vector<StepLink> links_;
  const std::string timestep_;
  std::vector<bool> written_;         // by the step net, for each link
  std::vector<Blob*> externals_;      // for each link
  std::vector<Slot> slots_;
  NestedRuns runs_;
};

}  // namespace netdef
