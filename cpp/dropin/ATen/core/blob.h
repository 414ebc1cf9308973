// Caffe2's Blob, where PyTorch 1.8 keeps it.
#pragma once

#include "caffe2/core/blob.h"
