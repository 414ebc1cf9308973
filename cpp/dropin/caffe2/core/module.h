// Libraries of operators.
#pragma once

#include <string>

#include "caffe2/core/common.h"
#include "caffe2/utils/string_utils.h"
#include "netdef/operator_library.h"

namespace caffe2 {

// Loads the operators of `path`, or of lib<name>.so in this folder or one that LD_LIBRARY_PATH names.
inline void LoadModule(const string& name, const string& path = "") {
  const string found = path.empty() ? "lib" + name + ".so" : path;
  const char* folders = std::getenv("LD_LIBRARY_PATH");
  if (path.empty() && folders != nullptr && !std::ifstream(found).good()) {
    for (const string& folder : split(':', folders, true)) {
      if (std::ifstream(folder + "/" + found).good()) return static_cast<void>(netdef::LoadOperatorLibrary(folder + "/" + found));
    }
  }
  netdef::LoadOperatorLibrary(found);
}

}  // namespace caffe2

#define CAFFE2_MODULE(name, description)                                        \
  extern "C" __attribute__((visibility("default"))) bool gCaffe2ModuleSanityCheck##name() { return true; }
