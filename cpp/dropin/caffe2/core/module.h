// Libraries of operators.
#pragma once

#include <string>

#include "caffe2/core/common.h"
#include "netdef/operator_library.h"

namespace caffe2 {

// Loads the operators of `path`, or of lib<name>.so where the loader finds it.
inline void LoadModule(const string& name, const string& path = "") {
  netdef::LoadOperatorLibrary(path.empty() ? "lib" + name + ".so" : path);
}

}  // namespace caffe2

#define CAFFE2_MODULE(name, description)                                        \
  extern "C" __attribute__((visibility("default"))) bool gCaffe2ModuleSanityCheck##name() { return true; }
