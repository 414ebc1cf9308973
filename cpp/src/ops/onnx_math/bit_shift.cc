// BitShift of ONNX: bits of A moved by B places with broadcasting; what leaves the word is lost. Negative numbers stay so on their way right.
#include "ops/onnx_math/_shared.h"

namespace netdef {
namespace {

struct BitShiftArgs {
  std::string direction;

  template <typename V>
  void Fields(V& v) {
    v.Required("direction", direction, "LEFT or RIGHT.");
    if constexpr (V::kReads) {
      NETDEF_ENFORCE(direction == "LEFT" || direction == "RIGHT", "direction must be LEFT or RIGHT, got '", direction, "'");
    }
  }
};

template <bool kLeft>
struct BitShift {
  template <typename T>
  T operator()(T a, T b) const {
    constexpr int kBits = sizeof(T) * 8;
    const bool out = b < T(0) || static_cast<uint64_t>(b) >= kBits;  // a negative distance counts as a long one
    if (out) return kLeft || a >= T(0) ? T(0) : static_cast<T>(-1);
    return static_cast<T>(kLeft ? static_cast<Wrap<T>>(static_cast<uint64_t>(a) << b) : a >> b);
  }
};

class BitShiftOp final : public KernelOperator<BitShiftArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override {
    NETDEF_ENFORCE(Input(0).dtype() == Input(1).dtype(), "[BitShift] A and B must be of one type, got ",
                   DTypeName(Input(0).dtype()), " and ", DTypeName(Input(1).dtype()));
    plan_ = BroadcastPlan(Input(0).dims(), Input(1).dims());
  }

  void Compute() override {
    DispatchTypes(AllIntTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T *a = Input(0).data<T>(), *b = Input(1).data<T>();
      T* c = Output(0)->mutable_data<T>();
      args_.direction == "LEFT" ? MapBroadcast(plan_, a, b, c, BitShift<true>()) : MapBroadcast(plan_, a, b, c, BitShift<false>());
    });
  }

 private:
  BroadcastPlan plan_;
};

ONNX_OPERATOR_SCHEMA(BitShift)
    .FillUsing(OnnxBinarySchema)
    .Args<BitShiftArgs>()
    .SetDoc("Bits of integers moved left or right, element by element.");

REGISTER_ONNX_OPERATOR(BitShift, BitShiftOp);

}  // namespace
}  // namespace netdef
