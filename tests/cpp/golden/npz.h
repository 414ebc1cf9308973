// Reads NumPy's .npz archives, as np.savez_compressed writes them.
#pragma once

#include <map>
#include <string>

#include "netdef/tensor.h"

namespace netdef {
namespace test {

std::map<std::string, Tensor> ReadNpz(const std::string& path);

}  // namespace test
}  // namespace netdef
