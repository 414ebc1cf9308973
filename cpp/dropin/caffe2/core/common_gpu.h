// What a program asks before it uses a GPU: there is none.
#pragma once

#include "caffe2/core/common.h"

namespace caffe2 {

constexpr bool HasCudaGPU() { return false; }
constexpr int NumCudaDevices() { return 0; }

}  // namespace caffe2
