// Where Caffe2 0.8 had it.
#pragma once

#include "caffe2/predictor/predictor.h"
