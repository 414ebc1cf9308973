#pragma once

#include "caffe2/core/tensor.h"

namespace caffe2 {
namespace int8 {

using Int8TensorCPU = netdef::Int8Tensor;

}  // namespace int8
}  // namespace caffe2
