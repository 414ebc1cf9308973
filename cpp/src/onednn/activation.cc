#include "onednn/activation.h"

#include "onednn/kernel.h"

namespace netdef {
namespace onednn {

std::shared_ptr<const compile::Kernel> MakeActivation(const ActivationFunction& activation, const Dims& dims, compile::Layout layout) {
  // In plain layout the shape does not matter.
  const dnnl::memory::desc desc = Describe(layout == compile::Layout::kPlain ? Dims{NumElements(dims)} : dims, layout);
  dnnl::post_ops one;
  AppendActivation(activation, &one);
  dnnl::algorithm algorithm;
  float alpha = 0, beta = 0;
  one.get_params_eltwise(0, algorithm, alpha, beta);
  const auto pd = TryMake("prepare an activation", [&] {
    return dnnl::eltwise_forward::primitive_desc(Engine(), dnnl::prop_kind::forward_inference, algorithm, desc, desc, alpha, beta, Attributes());
  });
  if (!pd || IsReference(pd.impl_info_str())) return nullptr;
  return std::make_shared<OneDnnKernel>(dnnl::eltwise_forward(pd), pd, std::vector<OneDnnKernel::Operand>{{DNNL_ARG_SRC, desc}, {DNNL_ARG_DST, desc}},
                                        std::vector<OneDnnKernel::Constant>{});
}

}  // namespace onednn
}  // namespace netdef
