// Convolutions to one or two channels, as at the end of nets that give a map: on plain images, a line of pixels at a time, where blocks of
// channels would be empty but for these.
#pragma once

#include <memory>
#include <vector>

#include "compile/kernel.h"
#include "ops/conv/_fused.h"

namespace netdef {
namespace few_outputs {

bool Serves(const ConvGeometry& g);
// Operands: x and y, both plain. `filter` is [outputs, inputs, rows, columns]; `bias` has one value for each output.
std::shared_ptr<const compile::Kernel> MakeKernel(const ConvGeometry& g, const ActivationFunction& activation, std::vector<float> filter, std::vector<float> bias);

}  // namespace few_outputs
}  // namespace netdef
