// Operators that take in others, and their fused forms.
#pragma once

#include <optional>

#include "passes/graph.h"

namespace netdef {

// Operator `i`, a Conv or FC or a fused one already, as fused operator; its bias is there. Empty for everything else.
std::optional<caffe2::OperatorDef> AsFused(Graph* graph, int i);

// Conv, FC and their kin with constant weights.
struct Layer {
  bool convolution = false, transposed = false;  // ConvTranspose or FCTransposed
  bool channels_last = false;
  int64_t channels = 0;  // outputs
  size_t rank = 0;       // of the output; 0 where it depends on the input
  bool any_rank = false;  // the last axis is the channels, whatever the rank
};
std::optional<Layer> LayerOf(const Graph& graph, int i);

// How many dims `blob` has, as the net says or because it comes from a convolution; 0 where that is not known.
size_t RankOf(const Graph& graph, const std::string& blob);

}  // namespace netdef
