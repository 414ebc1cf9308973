#pragma once

#include "caffe2/core/tensor.h"
