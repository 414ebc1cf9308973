// The negation of bools, as Caffe2 and ONNX both have it.
#pragma once

#include "netdef/pointwise.h"

namespace netdef {

// A bool is a byte of 0 or 1; as such it can be turned around in vectors.
struct NegatedBool {
  uint8_t operator()(uint8_t x, const NoArgs&) const { return x ^ 1; }
};

class NegateBoolsOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const bool* x = Input(0).data<bool>();
    MapElements(Input(0).numel(), reinterpret_cast<uint8_t*>(Output(0)->mutable_data<bool>()), NegatedBool(), NoArgs(), reinterpret_cast<const uint8_t*>(x));
  }
};

}  // namespace netdef
