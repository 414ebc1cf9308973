// RecurrentNetworkBlobFetcher: makes the blobs of the steps of a recurrent network visible.
#include <algorithm>

#include "ops/recurrent/_shared.h"

namespace netdef {
namespace {

struct BlobFetcherArgs {
  std::string prefix = "rnn";

  template <typename V>
  void Fields(V& v) {
    v("prefix", prefix, "Begin of the names of the copies.");
  }
};

class RecurrentNetworkBlobFetcherOp final : public OperatorBase {
 public:
  RecurrentNetworkBlobFetcherOp(const OperatorDef& def, Workspace* ws)
      : OperatorBase(def, ws), args_(ParseArgs<BlobFetcherArgs>(arguments())) {}

 protected:
  bool RunOnce(int /*stream_id*/) override {
    const auto& scratch = Input<ScratchWorkspaces>(0);
    std::vector<std::string> copies;
    for (size_t i = 0; i < scratch.steps.size(); ++i) {
      const Workspace* step = scratch.steps[i].get();
      if (step == nullptr) continue;
      std::vector<std::string> names = step->LocalBlobs();
      std::sort(names.begin(), names.end());
      for (const std::string& name : names) {
        const Blob* blob = step->GetBlob(name);
        if (!blob->IsType<Tensor>()) continue;
        const std::string number = std::to_string(i);
        std::string copy = args_.prefix + "_" + name;
        // Caffe2's special executor has a counter with a name of its own for each step.
        if (scratch.numbered_timesteps && name == scratch.timestep) copy += "_rnnexec_t" + number;
        copies.push_back(copy + number);
        workspace()->CreateBlob(copies.back())->GetMutable<Tensor>()->CopyFrom(blob->Get<Tensor>());
      }
    }
    Tensor* out = Output<Tensor>(0);
    out->Resize(Dims{static_cast<int64_t>(copies.size())}, DType::kString);
    std::move(copies.begin(), copies.end(), out->mutable_data<std::string>());
    return true;
  }

 private:
  const BlobFetcherArgs args_;
};

OPERATOR_SCHEMA(RecurrentNetworkBlobFetcher)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<BlobFetcherArgs>()
    .ShapeDependsOnData("there is a name for each blob of each step")
    .SetDoc("Copies the tensors of all steps of a RecurrentNetwork into the workspace.\n\n"
            "The copy of blob B of step 3 is named prefix_B3.")
    .Input(0, "ScratchWorkspaceBlob", "Last output of a RecurrentNetwork.")
    .Output(0, "blob_names", "String tensor of shape (N): names of the copies.");

REGISTER_CPU_OPERATOR(RecurrentNetworkBlobFetcher, RecurrentNetworkBlobFetcherOp);
SHOULD_NOT_DO_GRADIENT_BECAUSE(RecurrentNetworkBlobFetcher, "it copies for people to look at");

}  // namespace
}  // namespace netdef
