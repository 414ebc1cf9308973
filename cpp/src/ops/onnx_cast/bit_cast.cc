// BitCast of ONNX: the same bits read as another type of the same width.
#include <cstring>

#include "ops/onnx_cast/_shared.h"

namespace netdef {
namespace {

struct BitCastArgs {
  DType to = DType::kUndefined;

  template <typename V>
  void Fields(V& v) {
    ReadOnnxType(v, "to", "The type, as ONNX's TensorProto.DataType.", &to, true);
  }
};

class BitCastOp final : public KernelOperator<BitCastArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const size_t bytes = Input(0).nbytes();
    if (args_.to == DType::kBool) {
      const auto* bits = static_cast<const uint8_t*>(Input(0).raw_data());
      bool* out = Output(0)->mutable_data<bool>();
      for (size_t i = 0; i < bytes; ++i) out[i] = bits[i] != 0;  // any other value is no valid bool in memory
    } else if (bytes > 0) {
      std::memcpy(Output(0)->raw_mutable_data(args_.to), Input(0).raw_data(), bytes);
    }
  }
};

ONNX_OPERATOR_SCHEMA(BitCast)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<BitCastArgs>()
    .Shape<BitCastArgs>([](const BitCastArgs& args, const ShapeInputs& in) {
      NETDEF_ENFORCE(in[0].dtype != DType::kString && args.to != DType::kString && ItemSize(in[0].dtype) == ItemSize(args.to), "elements of type ",
                     DTypeName(in[0].dtype), " and ", DTypeName(args.to), " have different widths");
      return OneSpec(in[0].dims, args.to);
    })
    .SetDoc("Reads the bits of the elements as another type.")
    .Input(0, "input", "Tensor of any type but strings.")
    .Output(0, "output", "Tensor of type `to`.");

REGISTER_ONNX_OPERATOR(BitCast, BitCastOp);

}  // namespace
}  // namespace netdef
