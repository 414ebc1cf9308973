#pragma once

#include "caffe2/core/blob_serialization.h"
