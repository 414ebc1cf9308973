#pragma once

#include "caffe2/core/common.h"
#include "caffe2/core/logging.h"

namespace c10 {
using caffe2::Join;
using caffe2::ReplaceAll;
}  // namespace c10
