// Not: Y = !X.
#include "netdef/pointwise.h"

namespace netdef {
namespace {

// A bool is a byte of 0 or 1; as such it can be turned around in vectors.
struct Not {
  uint8_t operator()(uint8_t x, const NoArgs&) const { return x ^ 1; }
};

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

OPERATOR_SCHEMA(Not).FillUsing(PointwiseSchema).SetDoc("Logical negation of a tensor of bools.");

REGISTER_CPU_OPERATOR(Not, NotOp);
SHOULD_NOT_DO_GRADIENT(Not);

}  // namespace
}  // namespace netdef
