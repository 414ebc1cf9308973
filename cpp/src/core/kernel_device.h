// Which kernels serve a device.
#pragma once

#include "netdef/context.h"

namespace netdef {

// MKLDNN and IDEEP are Caffe2's names for oneDNN, which computes on this same CPU: they get the CPU's kernels, in which
// oneDNN is an engine.
inline int KernelDevice(int device_type) { return device_type == MKLDNN || device_type == IDEEP ? static_cast<int>(CPU) : device_type; }

}  // namespace netdef
