#pragma once

#include "caffe2/core/workspace.h"
