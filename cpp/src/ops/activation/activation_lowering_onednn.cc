// Activations that stand alone in prepared nets: in the layout at hand, in place where nobody else reads the input.
#include "caffe2/proto/caffe2.pb.h"
#include "compile/builder.h"
#include "compile/lowering.h"
#include "onednn/activation.h"
#include "passes/activation_of.h"

namespace netdef {
namespace {

using compile::Layout;
using compile::PlanBuilder;

class SmallKernel final : public compile::PlainKernel {
 public:
  SmallKernel(const ActivationFunction& activation, int64_t n) : activation_(activation), n_(n) {}
  std::string implementation() const override { return "loop"; }

 protected:
  void Run(const compile::Operands& operands, void*) const override {
    const float* x = operands[0].data<const float>();
    float* y = operands[1].data<float>();
    for (int64_t i = 0; i < n_; ++i) y[i] = activation_(x[i]);
  }

 private:
  const ActivationFunction activation_;
  const int64_t n_;
};

bool LowerActivation(const caffe2::OperatorDef& op, PlanBuilder& plan) {
  const std::optional<ActivationFunction> activation = ActivationOf(op);
  const std::string& x = op.input(0);
  const TensorSpec& spec = plan.spec(x);
  if (!activation || spec.dtype != DType::kFloat) return false;
  const size_t rank = spec.dims.size();
  const bool blocked = rank >= 3 && rank <= 5 && !plan.Has(x, Layout::kPlain) && plan.Has(x, Layout::kBlocked);
  const Layout layout = blocked ? Layout::kBlocked : Layout::kPlain;
  constexpr int64_t kSmall = 256;
  const int64_t n = NumElements(spec.dims);
  const std::shared_ptr<const compile::Kernel> kernel =
      !blocked && n <= kSmall ? std::make_shared<SmallKernel>(*activation, n) : onednn::MakeActivation(*activation, spec.dims, layout);
  if (kernel == nullptr) return false;
  const bool over = plan.CanOverwrite(x, layout);
  const int from = plan.Read(x, layout);
  const int to = over ? plan.WriteOver(op.output(0), from) : plan.Write(op.output(0), layout);
  plan.Emit(kernel, {from}, {to});
  return true;
}

REGISTER_LOWERING("", Relu, LowerActivation);
REGISTER_LOWERING("", ReluN, LowerActivation);
REGISTER_LOWERING("", Clip, LowerActivation);
REGISTER_LOWERING("", LeakyRelu, LowerActivation);
REGISTER_LOWERING("", Elu, LowerActivation);
REGISTER_LOWERING("", Sigmoid, LowerActivation);
REGISTER_LOWERING("", Tanh, LowerActivation);
REGISTER_LOWERING("", Swish, LowerActivation);
REGISTER_LOWERING("", HardSigmoid, LowerActivation);
REGISTER_LOWERING("", Gelu, LowerActivation);

}  // namespace
}  // namespace netdef
