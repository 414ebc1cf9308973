// TensorScatter of ONNX: a cache in which new rows are written along the sequence axis, from an index of its own for each batch.
#include "ops/onnx_indexing/_shared.h"

namespace netdef {
namespace {

struct TensorScatterArgs {
  int64_t axis = -2;
  std::string mode = "linear";

  template <typename V>
  void Fields(V& v) {
    v("axis", axis, "The sequence axis; not 0.");
    v("mode", mode, "linear, or circular: what reaches beyond the end goes on at the beginning.");
    if constexpr (V::kReads) NETDEF_ENFORCE(mode == "linear" || mode == "circular", "mode must be linear or circular, got '", mode, "'");
  }
};

std::vector<TensorSpec> TensorScatterShape(const TensorScatterArgs& args, const ShapeInputs& in) {
  const auto axis = static_cast<size_t>(CanonicalAxis(args.axis, in[0].dims));
  NETDEF_ENFORCE(axis != 0, "axis 0 is the batch");
  CheckSameType(in[0], in[1]);
  Dims expected = in[0].dims;
  NETDEF_ENFORCE_EQ(in[1].dims.size(), expected.size(), "cache and update must have as many dimensions");
  expected[axis] = in[1].dims[axis];
  NETDEF_ENFORCE(in[1].dims == expected && expected[axis] <= in[0].dims[axis], "an update of shape [", DimsString(in[1].dims), "] does not fit a cache of shape [",
                 DimsString(in[0].dims), "] along axis ", axis);
  return {in[0]};
}

class TensorScatterOp final : public KernelOperator<TensorScatterArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Dims dims = Input(0).dims();
    const int axis = CanonicalAxis(args_.axis, dims);
    const int64_t batches = dims[0], outer = SizeBetween(dims, 1, static_cast<size_t>(axis)), extent = dims[static_cast<size_t>(axis)],
                  rows = Input(1).dims()[static_cast<size_t>(axis)], row = SizeFromDim(dims, axis + 1);
    std::vector<int64_t> starts(static_cast<size_t>(batches), 0);
    if (HasInput(2)) {
      starts = IntegersOf(Input(2));
      NETDEF_ENFORCE_EQ(static_cast<int64_t>(starts.size()), batches, "[TensorScatter] one index is needed for each batch");
    }
    CopyReshaped(Input(0), Output(0));
    const RowCopier copy(Input(1), Output(0), row);
    for (int64_t b = 0; b < batches; ++b) {
      const int64_t start = starts[static_cast<size_t>(b)], most = args_.mode == "circular" ? extent - 1 : extent - rows;
      NETDEF_ENFORCE(start >= 0 && start <= std::max<int64_t>(most, 0), "[TensorScatter] expected write indices of 0 to ", most, ", got ", start);
      for (int64_t o = 0; o < outer; ++o) {
        for (int64_t r = 0; r < rows; ++r) copy((b * outer + o) * rows + r, (b * outer + o) * extent + (start + r) % extent);
      }
    }
  }
};

ONNX_OPERATOR_SCHEMA(TensorScatter)
    .NumInputs(2, 3)
    .NumOutputs(1)
    .Args<TensorScatterArgs>()
    .Shape<TensorScatterArgs>(TensorScatterShape)
    .SetDoc("Writes new rows into a cache of keys or values.")
    .Input(0, "past_cache", "[batch, ..., sequence, ...].")
    .Input(1, "update", "Likewise, not longer along the sequence axis.")
    .Input(2, "write_indices", "int64, [batch]: where the rows go; absent: to the beginning.")
    .Output(0, "present_cache", "Shape and type of past_cache.");

REGISTER_ONNX_OPERATOR(TensorScatter, TensorScatterOp);

}  // namespace
}  // namespace netdef
