// Its name until 2017.
#pragma once

#include "caffe2/operators/elementwise_ops.h"
