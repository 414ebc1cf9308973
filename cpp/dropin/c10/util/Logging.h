#pragma once

#include "caffe2/core/logging.h"

namespace c10 {
using caffe2::ShowLogInfoToStderr;
using caffe2::SetLogLevel;
}  // namespace c10
