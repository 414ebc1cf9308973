// Engine DNNLOWP of Concat and Int8Concat: every part is brought to the quantization of the output.
#include "ops/dnnlowp/_shared.h"

namespace netdef {
namespace dnnlowp {
namespace {

class ConcatOp final : public TwinOperator {
 public:
  ConcatOp(const OperatorDef& def, Workspace* ws) : TwinOperator(def, ws, "Concat") {}
  bool RunOnDevice() override {
    FeedReal();
    const QParams p = OutputParams();
    for (int i = 0; i < InputSize(); ++i) {
      if (InputIsQuantized(i)) {
        FeedRequantized(i, p);
      } else {
        FeedQuantized(i, p);
      }
    }
    const Tensor& y = twin_.Run();
    const float* values = y.data<float>();
    if (OutputSize() > 1) Output(1)->CopyFrom(twin_.output(1));
    Write(y.dims(), p, [&](int64_t i) { return values[i]; });
    return true;
  }
};

REGISTER_CPU_OPERATOR_WITH_ENGINE(Concat, DNNLOWP, ConcatOp);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Int8Concat, DNNLOWP, ConcatOp);

}  // namespace
}  // namespace dnnlowp
}  // namespace netdef
