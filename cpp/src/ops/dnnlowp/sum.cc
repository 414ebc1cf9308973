// Engine DNNLOWP of Add, Sum, SumRelu and their Int8 names: terms are brought to a common quantization of 16 bits that
// covers all of them, added, and requantized.
#include "ops/dnnlowp/_shared.h"

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
    if (InputSize() == 2 && InputIsQuantized(0) && InputIsQuantized(1)) {
      const Int8Tensor a = OperatorBase::Input<Int8Tensor>(0), b = OperatorBase::Input<Int8Tensor>(1);  // the output may replace one
      if (a.t.IsType<uint8_t>() && b.t.IsType<uint8_t>() && a.t.dims() == b.t.dims()) {
        AddBytes(a, b, p, relu);
      } else {
        WriteReal(twin_.Run(), p);
      }
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
  // As floats. Caffe2 takes 32 elements at a time and what is left one by one, with other roundings.
  void AddBytes(const Int8Tensor& a, const Int8Tensor& b, const QParams& p, bool relu) {
    const uint8_t *qa = a.t.data<uint8_t>(), *qb = b.t.data<uint8_t>();
    const auto za = static_cast<float>(a.zero_point), zb = static_cast<float>(b.zero_point), zero = static_cast<float>(p.zero);
    const float inverse = 1.0f / p.scale, at_zero = std::fma(-za, a.scale, -(zb * b.scale));
    const int64_t blocks = a.t.numel() / 32 * 32;
    Write(a.t.dims(), p, [&](int64_t i) {
      const auto x = static_cast<float>(qa[i]), y = static_cast<float>(qb[i]);
      const float q = i < blocks ? std::fma(std::fma(y, b.scale, std::fma(x, a.scale, at_zero)), inverse, zero)
                                 : std::fma(y - zb, b.scale, (x - za) * a.scale) / p.scale + zero;
      return static_cast<int64_t>(std::nearbyint(std::min(std::max(q, -1e9f), 1e9f))) - p.zero;
    }, relu);
  }

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
