// What quantized layers share in prepared nets.
#pragma once

#include "compile/builder.h"
#include "ops/quantized/_requantize.h"

namespace caffe2 {
class OperatorDef;
}

namespace netdef {
namespace quantized {

// A layer (X, weights, scales, bias and perhaps an addend) as the convolution `p`, with images in `layout`. False where no kernel serves it.
bool LowerLayer(const caffe2::OperatorDef& op, compile::PlanBuilder& plan, const LayerArgs& args, const byte_conv::Problem& p, compile::Layout layout);

}  // namespace quantized
}  // namespace netdef
