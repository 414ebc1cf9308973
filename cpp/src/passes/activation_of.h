// Operators that are nothing but an activation.
#pragma once

#include <optional>

#include "core/activation.h"

namespace caffe2 {
class OperatorDef;
}

namespace netdef {

// Empty where `op` is none, or one that fused operators do not know.
std::optional<ActivationFunction> ActivationOf(const caffe2::OperatorDef& op);

}  // namespace netdef
