#pragma once

#include "caffe2/core/net_simple.h"
