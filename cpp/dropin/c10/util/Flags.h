#pragma once

#include "caffe2/core/flags.h"

namespace c10 {
using caffe2::ParseCommandLineFlags;
using caffe2::SetUsageMessage;
using caffe2::UsageMessage;
}  // namespace c10
