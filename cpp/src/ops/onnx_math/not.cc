// Not of ONNX: logical negation.
#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct Not {
  uint8_t operator()(uint8_t x, const NoArgs&) const { return x ^ 1; }
};

// A bool is a byte of 0 or 1; as such it can be turned around in vectors.
class NotOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    DispatchTypes<bool>(Input(0).dtype(), [&](bool) {
      MapElements(Input(0).numel(), reinterpret_cast<uint8_t*>(Output(0)->mutable_data<bool>()), Not(), NoArgs(),
                  reinterpret_cast<const uint8_t*>(Input(0).data<bool>()));
    });
  }
};

ONNX_OPERATOR_SCHEMA(Not).FillUsing(OnnxUnarySchema).SetDoc("Logical negation of bools.");

REGISTER_ONNX_OPERATOR(Not, NotOp);

}  // namespace
}  // namespace netdef
