#pragma once

#include "caffe2/core/registry.h"
