// Convolutions in prepared nets by kernels of our own, where they beat oneDNN's.
#pragma once

#include "compile/builder.h"
#include "ops/conv/_addend.h"
#include "ops/conv/_fused.h"

namespace netdef {

// Conv or FusedConv `op`, whose filter and bias are constants. False where none of our kernels is the better one.
bool LowerToOwnKernel(const caffe2::OperatorDef& op, compile::PlanBuilder& plan, const FusedConvArgs& args, const ConvGeometry& g, Addend addend);
// The same where there is no other kernel, as for windows longer than oneDNN's unroll.
bool LowerToDirectKernel(const caffe2::OperatorDef& op, compile::PlanBuilder& plan, const FusedConvArgs& args, const ConvGeometry& g, Addend addend);

}  // namespace netdef
