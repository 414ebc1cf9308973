#include "compile/kernel.h"

namespace netdef {
namespace compile {

class PlainKernel::BoundStep final : public Step {
 public:
  BoundStep(const PlainKernel& kernel, const Operands& operands, void* scratch)
      : kernel_(kernel), operands_(operands), scratch_(scratch) {}
  void Run() override { kernel_.Run(operands_, scratch_); }

 private:
  const PlainKernel& kernel_;
  const Operands operands_;
  void* const scratch_;
};

std::unique_ptr<Step> PlainKernel::Bind(const Operands& operands, void* scratch) const {
  return std::make_unique<BoundStep>(*this, operands, scratch);
}

}  // namespace compile
}  // namespace netdef
