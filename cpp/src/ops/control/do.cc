// Do: runs a net in a scope of its own, with some blobs of the outer workspace under other names.
#include <set>

#include "caffe2/proto/caffe2.pb.h"
#include "ops/control/_shared.h"

namespace netdef {
namespace {

struct DoArgs {
  NetDefPtr net;
  std::vector<std::string> inner_blobs, saved_fwd_blobs;
  std::vector<int> outer_blobs_idx;
  bool reuse_workspace = false, copy_external_blobs = false;

  template <typename V>
  void Fields(V& v) {
    v("net", net, "Net to run; required.");
    v("inner_blobs", inner_blobs, "Names inside the net of the blobs it shares with the outer workspace.");
    v("outer_blobs_idx", outer_blobs_idx,
      "For each of `inner_blobs` the outer blob: a position in the list of the inputs and then the outputs, without the "
      "scope.");
    v("saved_fwd_blobs", saved_fwd_blobs, "In gradient operators: blobs that the forward run left in its scope.");
    v("reuse_workspace", reuse_workspace, "Run again in the last scope instead of a new one.");
    v("copy_external_blobs", copy_external_blobs,
      "Keep copies of the shared blobs in the scope, for a gradient that needs the values of this run.");
  }
};

// Inputs, then outputs; the last of either is the scope and does not count. A name may be there twice.
std::vector<std::string> OuterNames(const OperatorDef& def) {
  NETDEF_ENFORCE(def.input_size() > 0, "Expected at least one input blob");
  NETDEF_ENFORCE(def.output_size() > 0, "Expected at least one output blob");
  const std::string& scope = def.input(def.input_size() - 1);
  NETDEF_ENFORCE(scope == def.output(def.output_size() - 1), "Expected same input/output workspace blob, got ", scope,
                 " and ", def.output(def.output_size() - 1));
  std::vector<std::string> names;
  const auto add = [&](const auto& list) {
    for (int i = 0; i + 1 < list.size(); ++i) names.push_back(list.Get(i));
  };
  add(def.input());
  add(def.output());
  return names;
}

WorkspaceStack::Bindings MakeBindings(const DoArgs& args, const std::vector<std::string>& outer) {
  NETDEF_ENFORCE_EQ(args.inner_blobs.size(), args.outer_blobs_idx.size(),
                    "Invalid blob bindings: different inner/outer blobs lengths");
  WorkspaceStack::Bindings bindings;
  std::set<std::string> used;
  for (size_t i = 0; i < args.inner_blobs.size(); ++i) {
    const std::string& inner = args.inner_blobs[i];
    const int index = args.outer_blobs_idx[i];
    NETDEF_ENFORCE(index >= 0 && static_cast<size_t>(index) < outer.size(),
                   "Invalid blob bindings: outer blob index (", index, ", inner name: ", inner,
                   ") is out of bounds: there are ", outer.size(), " outer blobs");
    const std::string& name = outer[static_cast<size_t>(index)];
    NETDEF_ENFORCE(used.insert(name).second, "Reusage of outer name: ", name);
    NETDEF_ENFORCE(bindings.emplace(inner, name).second, "Invalid blob bindings: redefinition of inner blob ", inner);
  }
  NETDEF_ENFORCE_EQ(used.size(), std::set<std::string>(outer.begin(), outer.end()).size(),
                    "Not all outer names are used in blob bindings");
  return bindings;
}

class DoOp final : public OperatorBase {
 public:
  DoOp(const OperatorDef& def, Workspace* ws)
      : OperatorBase(def, ws),
        args_(ParseArgs<DoArgs>(arguments())),
        is_gradient_(def.is_gradient_op()),
        bindings_(MakeBindings(args_, OuterNames(def))) {
    NETDEF_ENFORCE(args_.net != nullptr, "net must be specified in Do operator");
    NETDEF_ENFORCE(!(is_gradient_ && args_.reuse_workspace), "Gradient Do op requires use of stacked workspaces");
    NETDEF_ENFORCE(!(args_.copy_external_blobs && args_.reuse_workspace),
                   "Reuse workspace and copy external blobs simultaneously in Do op");
    net_ = args_.net;
    if (!net_->has_name()) {
      auto named = std::make_shared<NetDef>(*net_);
      named->set_name("do_net");
      net_ = named;
    }
  }

  void Cancel() override { runs_.Cancel(); }

 protected:
  bool RunOnce(int /*stream_id*/) override {
    runs_.Begin();
    Workspace* ws = Scope();
    NetBase* net = ws->GetNet(net_->name());
    // Another Do of this scope may have a net of the same name.
    if (net == nullptr || &net->debug_def() != net_.get()) net = ws->CreateNet(net_, /*overwrite=*/true);
    const bool ok = runs_.Run(net);
    if (!is_gradient_ && args_.copy_external_blobs) ws->CopyForwardedTensors(args_.inner_blobs);
    return ok;
  }

 private:
  Workspace* Scope() {
    auto* scopes = Output<WorkspaceStack>(OutputSize() - 1);
    if (is_gradient_) return scopes->Pop(workspace(), bindings_);
    if (args_.reuse_workspace && !scopes->empty()) return scopes->Reuse(workspace(), bindings_);
    return scopes->Push(workspace(), bindings_);
  }

  const DoArgs args_;
  const bool is_gradient_;
  const WorkspaceStack::Bindings bindings_;
  NetDefPtr net_;
  NestedRuns runs_;
};

OPERATOR_SCHEMA(Do)
    .NumInputs(1, OpSchema::kMany)
    .NumOutputs(1, OpSchema::kMany)
    .AllowInplace([](int, int) { return true; })
    .Args<DoArgs>()
    .Stateful()
    .ShapeDependsOnData("the net writes the outputs")
    .SetDoc("Runs a net in a scope of its own.\n\n"
            "The last input and the last output are one blob, the stack of scopes made by CreateScope. The net sees "
            "those blobs of the outer workspace that `inner_blobs` and `outer_blobs_idx` bind to inner names, and no "
            "others. A forward run pushes a new scope, which keeps the blobs of the net; a gradient operator goes back "
            "to the scope pushed last.");

REGISTER_CPU_OPERATOR(Do, DoOp);

}  // namespace
}  // namespace netdef
