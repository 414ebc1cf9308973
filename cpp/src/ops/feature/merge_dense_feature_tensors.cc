// MergeDenseFeatureTensors: the present cells of a matrix with one column for each feature, as a multi-feature tensor.
#include "ops/feature/_shared.h"

namespace netdef {
namespace {

class MergeDenseFeatureTensorsOp final : public KernelOperator<FeatureIdsArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Tensor &data = Input(0), &presence = Input(1);
    NETDEF_ENFORCE(data.dim() == 2 && presence.dims() == data.dims(), "[MergeDenseFeatureTensors] expected a matrix and presence of its shape, got [",
                   DimsString(data.dims()), "] and [", DimsString(presence.dims()), "]");
    const int64_t rows = data.dim(0), columns = data.dim(1);
    NETDEF_ENFORCE_GE(static_cast<int64_t>(args_.feature_ids.size()), columns, "[MergeDenseFeatureTensors] expected a feature id for each column");
    const bool* present = presence.data<bool>();
    const int64_t count = std::count(present, present + presence.numel(), true);
    Output(0)->Resize({rows}, DType::kInt32);
    Output(1)->Resize({count}, DType::kInt64);
    Output(2)->Resize({count}, data.dtype());
    auto* length = Output(0)->mutable_data<int32_t>();
    auto* key = Output(1)->mutable_data<int64_t>();
    const RowCopier copy(data, Output(2), 1);
    int64_t to = 0;
    for (int64_t row = 0; row < rows; ++row) {
      length[row] = 0;
      for (int64_t column = 0; column < columns; ++column) {
        const int64_t cell = row * columns + column;
        if (!present[cell]) continue;
        key[to] = args_.feature_ids[static_cast<size_t>(column)];
        copy(cell, to++);
        ++length[row];
      }
    }
  }
};

OPERATOR_SCHEMA(MergeDenseFeatureTensors)
    .NumInputs(2)
    .NumOutputs(3)
    .Args<FeatureIdsArgs>()
    .ShapeDependsOnData(kFeatureShapes)
    .SetDoc("Turns a matrix with one column for each feature into a multi-feature tensor of those that are present.")
    .Input(0, "in1", "Examples x features.")
    .Input(1, "in1_presence", "Which features each example has, bool, of the same shape.")
    .Output(0, "out_lengths", "How many features each example has, int32.")
    .Output(1, "out_keys", "Keys of the features, int64.")
    .Output(2, "out_values", "Their values.");

REGISTER_CPU_OPERATOR(MergeDenseFeatureTensors, MergeDenseFeatureTensorsOp);
GRADIENT_NOT_IMPLEMENTED_YET(MergeDenseFeatureTensors);

}  // namespace
}  // namespace netdef
