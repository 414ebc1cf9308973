#pragma once

#include "caffe2/core/context.h"
