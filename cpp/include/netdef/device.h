// Kinds of devices.
#pragma once

#include "netdef/export.h"

namespace netdef {

// Caffe2's codes (DeviceTypeProto); this build has kernels for CPU.
enum DeviceType : int { CPU = 0, CUDA = 1, MKLDNN = 2, OPENGL = 3, OPENCL = 4, IDEEP = 5, HIP = 6, FPGA = 7, MSNPU = 8, XLA = 9 };

NETDEF_API const char* DeviceTypeName(int device_type);

}  // namespace netdef
