#pragma once

#include "caffe2/core/typeid.h"

namespace c10 {
using caffe2::TypeMeta;
}  // namespace c10
