#pragma once

#include "caffe2/core/net.h"
