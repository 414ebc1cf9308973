// Activations as kernels of their own.
#pragma once

#include <memory>

#include "compile/kernel.h"
#include "compile/layout.h"
#include "core/activation.h"

namespace netdef {
namespace onednn {

// Of floats in `layout`; input and output may be the same memory. nullptr where oneDNN has no fast one.
std::shared_ptr<const compile::Kernel> MakeActivation(const ActivationFunction& activation, const Dims& dims, compile::Layout layout);

}  // namespace onednn
}  // namespace netdef
