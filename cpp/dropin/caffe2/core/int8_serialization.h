// Their serializers are there without being asked for.
#pragma once

#include "caffe2/core/blob_serialization.h"
#include "caffe2/core/tensor_int8.h"
