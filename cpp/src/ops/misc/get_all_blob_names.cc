// GetAllBlobNames: the names of the blobs in the workspace.
#include <algorithm>

#include "netdef/operator.h"

namespace netdef {
namespace {

struct BlobNamesArgs {
  bool include_shared = true;

  template <typename V>
  void Fields(V& v) {
    v("include_shared", include_shared, "Also the blobs that an outer workspace shares with this one.");
  }
};

class GetAllBlobNamesOp final : public KernelOperator<BlobNamesArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    std::vector<std::string> names = args_.include_shared ? workspace()->Blobs() : workspace()->LocalBlobs();
    std::sort(names.begin(), names.end());
    Tensor* out = Output(0);
    out->Resize(Dims{static_cast<int64_t>(names.size())}, DType::kString);
    std::move(names.begin(), names.end(), out->mutable_data<std::string>());
  }
};

OPERATOR_SCHEMA(GetAllBlobNames)
    .NumInputs(0)
    .NumOutputs(1)
    .Args<BlobNamesArgs>()
    .Stateful()
    .ShapeDependsOnData("there are as many names as blobs")
    .SetDoc("Gives the names of all blobs of the workspace, sorted.")
    .Output(0, "blob_names", "String tensor of shape (N).");

REGISTER_CPU_OPERATOR(GetAllBlobNames, GetAllBlobNamesOp);
SHOULD_NOT_DO_GRADIENT_BECAUSE(GetAllBlobNames, "its output are names");

}  // namespace
}  // namespace netdef
