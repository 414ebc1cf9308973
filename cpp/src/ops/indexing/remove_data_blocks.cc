// RemoveDataBlocks: drops the rows at given places.
#include "ops/indexing/_shared.h"

namespace netdef {
namespace {

class RemoveDataBlocksOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Tensor &data = Input(0), &places = Input(1);
    NETDEF_ENFORCE_GE(data.dim(), 1, "[RemoveDataBlocks] DATA must have rows");
    NETDEF_ENFORCE_EQ(places.dim(), 1, "[RemoveDataBlocks] INDICES should be 1-D.");
    std::vector<bool> dropped(static_cast<size_t>(data.dim(0)), false);
    if (places.numel() > 0) {  // an empty list may have any type
      WithIndices(places, [&](const auto* place) {
        for (int64_t i = 0; i < places.numel(); ++i) {
          CheckIndex("RemoveDataBlocks", place[i], data.dim(0));
          dropped[static_cast<size_t>(place[i])] = true;
        }
      });
    }
    Dims dims = data.dims();
    dims[0] -= std::count(dropped.begin(), dropped.end(), true);
    Output(0)->Resize(dims, data.dtype());
    const RowCopier copy(data, Output(0), data.size_from_dim(1));
    int64_t to = 0;
    for (int64_t row = 0; row < data.dim(0); ++row) {
      if (!dropped[static_cast<size_t>(row)]) copy(row, to++);
    }
  }
};

OPERATOR_SCHEMA(RemoveDataBlocks)
    .NumInputs(2)
    .NumOutputs(1)
    .ShapeDependsOnData("a row that is named twice is dropped once")
    .SetDoc("Drops the rows at given places.")
    .Input(0, "data", "Rows of any type.")
    .Input(1, "indices", "The places, in any order, 1-D, int32 or int64.")
    .Output(0, "shrunk data", "The other rows.");

REGISTER_CPU_OPERATOR(RemoveDataBlocks, RemoveDataBlocksOp);
SHOULD_NOT_DO_GRADIENT(RemoveDataBlocks);

}  // namespace
}  // namespace netdef
