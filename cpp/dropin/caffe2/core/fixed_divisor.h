#pragma once

#include "caffe2/utils/fixed_divisor.h"
