// What the operators that cut a tensor along an axis share.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "base/grain.h"
#include "netdef/proto_utils.h"
#include "ops/shape/_shared.h"

namespace netdef {

// Cuts input 0 along an axis into the outputs, as long as the shape rule makes each of them.
template <typename Args>
class CutOp final : public KernelOperator<Args> {
 public:
  using KernelOperator<Args>::KernelOperator;

 protected:
  void Compute() override {
    const Tensor& x = this->Input(0);
    const DType dtype = x.dtype();
    const int axis = this->args_.Axis(x.dims());
    const int64_t outer = SizeToDim(x.dims(), axis), row = SizeFromDim(x.dims(), axis);
    if (outer == 0) return;
    const void* from = x.raw_data();
    int64_t offset = 0;
    for (int i = 0; i < this->OutputSize(); ++i) {
      Tensor* y = this->Output(i);
      const int64_t part = y->numel() / outer;
      void* to = y->raw_mutable_data(dtype);
      ParallelFor(0, outer, GrainFor(65536, part), [&](int64_t begin, int64_t end) {
        for (int64_t o = begin; o < end; ++o) CopyElements(dtype, part, from, o * row + offset, to, o * part);
      });
      offset += part;
    }
  }
};

// The gradients of the parts, put together again.
class GetCutGradient final : public GradientMakerBase {
 public:
  using GradientMakerBase::GradientMakerBase;

  std::vector<OperatorDef> GetGradientDefs() override {
    std::vector<std::string> inputs;
    for (int i = 0; i < OutputSize(); ++i) {
      if (HasGO(i)) inputs.push_back(GO(i));
    }
    if (inputs.empty()) return {};
    return SingleGradientDef("Concat", "", inputs, {GI(0), "_" + GI(0) + "_dims"});
  }
};

}  // namespace netdef
