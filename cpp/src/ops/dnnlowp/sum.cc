// Engine DNNLOWP of Add, Sum, SumRelu and their Int8 names: terms are brought to a common quantization of 16 bits that
// covers all of them, added, and requantized.
#include "_shared.h"

namespace netdef {
namespace dnnlowp {
namespace {

template <bool kWide>
class SumBase : public TwinOperator {
 public:
  // `float_top`: float terms are clamped to that, of 16 bits.
  SumBase(const OperatorDef& def, Workspace* ws, const char* twin, int32_t float_top)
      : TwinOperator(def, ws, twin, kWide), float_top_(float_top) {}

 protected:
  void AddUp(bool relu) {
    FeedReal();
    const QParams p = OutputParams(relu);
    if (InputSize() == 2 && InputIsQuantized(0) && InputIsQuantized(1)) {  // these are added as floats
      WriteReal(twin_.Run(), p);
      return;
    }
    const QParams common = CommonParams();
    for (int i = 0; i < InputSize(); ++i) {
      if (InputIsQuantized(i)) {
        FeedRequantized(i, common, TopValue(kElementwiseBits));
      } else {
        FeedQuantized(i, common, float_top_);
      }
    }
    const Tensor& sum = twin_.Run();
    const float* values = sum.data<float>();
    const float factor = common.scale / p.scale;
    Write(sum.dims(), p, [&](int64_t i) { return Requantize(values[i], factor); }, args_.followed_by == "Relu");
  }

 private:
  // Covers what each term can be in its own quantization.
  QParams CommonParams() const {
    float low = 0, high = 0;
    for (int i = 0; i < InputSize(); ++i) {
      const QParams own = InputIsQuantized(i) ? ParamsOf(OperatorBase::Input<Int8Tensor>(i)) : ChooseParams(Input(i));
      low = std::min(low, own.Real(0));
      high = std::max(high, own.Real(static_cast<float>(TopValue(kBits))));
    }
    return ChooseParams(low, high, false, kElementwiseBits);
  }

  const int32_t float_top_;
};

class AddOp final : public SumBase<false> {
 public:
  AddOp(const OperatorDef& def, Workspace* ws) : SumBase(def, ws, "Add", TopValue(kElementwiseBits)) {}
  bool RunOnDevice() override {
    AddUp(false);
    return true;
  }
};

// As in Caffe2, float terms beyond the middle of the common range are cut off there: it took 16 bits for signed.
template <bool kRelu, bool kWide>
class SumOp final : public SumBase<kWide> {
 public:
  SumOp(const OperatorDef& def, Workspace* ws) : SumBase<kWide>(def, ws, kRelu ? "SumRelu" : "Sum", 32767) {}
  bool RunOnDevice() override {
    this->AddUp(kRelu);
    return true;
  }
};

REGISTER_CPU_OPERATOR_WITH_ENGINE(Add, DNNLOWP, AddOp);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Int8Add, DNNLOWP, AddOp);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Sum, DNNLOWP, SumOp<false, false>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Sum, DNNLOWP_16, SumOp<false, true>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(SumRelu, DNNLOWP, SumOp<true, false>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(SumRelu, DNNLOWP_16, SumOp<true, true>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Int8Sum, DNNLOWP, SumOp<false, false>);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Int8SumRelu, DNNLOWP, SumOp<true, false>);

}  // namespace
}  // namespace dnnlowp
}  // namespace netdef
