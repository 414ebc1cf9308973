// Operators whose output is their input, and which differ in the backward pass or in what they tell the reader.
#pragma once

#include "netdef/pointwise.h"

namespace netdef {

// Y = X, in memory of its own.
class CopyOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override { Output(0)->CopyFrom(Input(0)); }
};

inline void CopySchema(OpSchema& schema) {
  PointwiseSchema(schema);
  schema.Input(0, "X", "Tensor of any shape and type.");
}

}  // namespace netdef
