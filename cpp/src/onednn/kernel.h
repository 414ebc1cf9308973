// A primitive of oneDNN as a kernel of a prepared net.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/buffer.h"
#include "compile/builder.h"
#include "core/activation.h"
#include "onednn/engine.h"

namespace netdef {
namespace onednn {

using dnnl::memory;

// Dense, in one of our layouts; groups and filters are the caller's.
memory::desc Describe(const Dims& dims, compile::Layout layout, memory::data_type type = memory::data_type::f32);
memory::desc DescribeAny(const Dims& dims, memory::data_type type = memory::data_type::f32);

// Names a layout, for the cache of packed weights.
std::string DescText(const memory::desc& desc);

// The post-operation for an activation; none is added for kNone.
void AppendActivation(const ActivationFunction& activation, dnnl::post_ops* ops);

// Attributes with the scratchpad left to us.
dnnl::primitive_attr Attributes(const dnnl::post_ops& ops = {});

class OneDnnKernel final : public compile::Kernel {
 public:
  struct Operand {
    int argument;  // DNNL_ARG_...
    memory::desc desc;
  };
  struct Constant {
    int argument;
    memory::desc desc;
    std::shared_ptr<const void> owner;
    const void* data;
  };

  // Operands in the order of Emit: reads, then writes.
  template <typename PrimitiveDesc>
  OneDnnKernel(const dnnl::primitive& primitive, const PrimitiveDesc& pd, std::vector<Operand> operands,
               std::vector<Constant> constants)
      : primitive_(primitive),
        implementation_(pd.impl_info_str()),
        scratchpad_(pd.scratchpad_desc()),
        operands_(std::move(operands)),
        constants_(std::move(constants)) {}

  std::string implementation() const override { return implementation_; }
  size_t scratch_bytes() const override { return scratchpad_.get_size(); }
  std::unique_ptr<compile::Step> Bind(const compile::Operands& operands, void* scratch) const override;

 private:
  class BoundPrimitive;

  dnnl::primitive primitive_;
  std::string implementation_;
  memory::desc scratchpad_;
  std::vector<Operand> operands_;
  std::vector<Constant> constants_;
};

// The parameter as `wanted`, out of the program's cache. `plain` tells how it lies in its blob.
OneDnnKernel::Constant PackedWeights(compile::PlanBuilder& plan, const std::string& blob, const memory::desc& plain,
                                     const memory::desc& wanted, int argument);
// The parameter as it lies in its blob.
OneDnnKernel::Constant PlainWeights(const compile::PlanBuilder& plan, const std::string& blob, const memory::desc& plain, int argument);

// The portable code of oneDNN, slower than our own operators.
bool IsReference(const std::string& implementation);

// make() creates a primitive_desc; an empty one where oneDNN has no such primitive.
template <typename Make>
auto TryMake(const char* what, Make&& make) -> decltype(make()) {
  try {
    return make();
  } catch (const dnnl::error& error) {
    if (error.status != dnnl_unimplemented && error.status != dnnl_invalid_arguments) Rethrow(error, what);
    return {};
  }
}

}  // namespace onednn
}  // namespace netdef
