// Which kernels of an operator a definition asks for.
#pragma once

#include <string>
#include <vector>

#include "netdef/export.h"

namespace caffe2 {
class OperatorDef;
}

namespace netdef {

// In the order they are tried; "" is the plain kernel.
std::vector<std::string> EnginesToTry(const caffe2::OperatorDef& def);

// Whether a kernel may be taken that computes something else than the plain one, as DNNLOWP does: in eight bits, into
// quantized tensors, whatever the shape rule says.
NETDEF_API bool MayTakeOtherEngine(const caffe2::OperatorDef& def);

}  // namespace netdef
