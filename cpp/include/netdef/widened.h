// Operators that compute float16 and bfloat16 in float: inputs of these types are converted before the kernel runs,
// outputs after it, so that a kernel knows float and double only.
#pragma once

#include <vector>

#include "netdef/export.h"
#include "netdef/operator.h"

namespace netdef {

inline bool IsHalfWidth(DType dtype) { return dtype == DType::kHalf || dtype == DType::kBFloat16; }

// Conversions between float16 or bfloat16 and float, element by element.
NETDEF_API void WidenTensor(const Tensor& narrow, Tensor* wide);
NETDEF_API void NarrowTensor(const Tensor& wide, DType dtype, Tensor* narrow);

class NETDEF_API WidenedOperatorBase : public SizedOperator {
 public:
  using SizedOperator::SizedOperator;

 protected:
  // The kernel; Input() and Output() give float tensors for those of 16 bits while it runs.
  virtual void ComputeWide() = 0;
  const Tensor& Input(int i) const;
  Tensor* Output(int i);

 private:
  void Compute() final;

  std::vector<Tensor> wide_inputs_, wide_outputs_;  // empty where the blob's own tensor serves
  bool computing_ = false;
};

template <typename Args = NoArgs>
class WidenedOperator : public WidenedOperatorBase {
 public:
  WidenedOperator(const OperatorDef& def, Workspace* ws)
      : WidenedOperatorBase(def, ws), args_(ParseArgs<Args>(arguments())) {}

 protected:
  const Args args_;
};

}  // namespace netdef
