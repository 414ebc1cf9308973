// What sources around Caffe2 use of it.
#pragma once

#include "c10/core/TensorOptions.h"
#include "c10/util/ArrayRef.h"
