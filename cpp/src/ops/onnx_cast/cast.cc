// Cast of ONNX: the same elements in another type.
#include "ops/onnx_cast/_shared.h"

namespace netdef {
namespace {

struct CastArgs : ConvertArgs {
  DType to = DType::kUndefined;

  template <typename V>
  void Fields(V& v) {
    ConvertArgs::Fields(v);
    ReadOnnxType(v, "to", "The type, as ONNX's TensorProto.DataType.", &to, true);
  }
};

class CastOp final : public KernelOperator<CastArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override { ConvertTensor(Input(0), args_.to, args_.Options(), Output(0)); }
};

ONNX_OPERATOR_SCHEMA(Cast)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<CastArgs>()
    .Shape<CastArgs>([](const CastArgs& args, const ShapeInputs& in) { return OneSpec(in[0].dims, args.to); })
    .SetDoc("Converts between element types.\n\nFloats become integers by cutting off the fraction; integers wrap around. Strings are "
            "numbers as Python writes them.")
    .Input(0, "input", "Tensor of any type.")
    .Output(0, "output", "Tensor of type `to`.");

REGISTER_ONNX_OPERATOR(Cast, CastOp);

}  // namespace
}  // namespace netdef
