#include "netdef/operator_library.h"

#include <dlfcn.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <mutex>

#include "netdef/build_info.h"
#include "netdef/error.h"
#include "netdef/registry.h"

namespace netdef {
namespace {

std::vector<std::string> RegisteredKeys() {
  std::vector<std::string> keys;
  for (const OperatorKey& key : OperatorRegistry::Keys()) keys.push_back(key.ToString());
  std::sort(keys.begin(), keys.end());
  return keys;
}

// What dlopen said, in words that say what to do about it.
std::string Explain(const std::string& reason) {
  const size_t symbol = reason.find("undefined symbol: ");
  if (symbol != std::string::npos && reason.find("netdef", symbol) != std::string::npos) {
    return "it was built against another version of netdef than this one, " + Version() + "; build it anew (" + reason + ")";
  }
  if (symbol != std::string::npos && reason.find("caffe2", symbol) != std::string::npos) {
    return "it was built against Caffe2 itself; build its sources against netdef's header names for Caffe2 (" + reason + ")";
  }
  return reason;
}

}  // namespace

std::vector<std::string> LoadOperatorLibrary(const std::string& path) {
  static std::mutex mutex;
  const std::lock_guard<std::mutex> lock(mutex);
  if (!std::filesystem::exists(path)) NETDEF_THROW_KIND(kNotFound, "there is no operator library at ", path);
  const std::vector<std::string> before = RegisteredKeys();
  // All symbols now: one that is missing is an error here, not a crash in the first run. The handle is never closed, as
  // the registry points into the library.
  void* handle = dlopen(std::filesystem::absolute(path).c_str(), RTLD_NOW | RTLD_GLOBAL);
  if (handle == nullptr) {
    const char* reason = dlerror();
    NETDEF_THROW_KIND(kLibraryNotLoaded, "the operator library ", path, " cannot be loaded: ",
                      Explain(reason == nullptr ? "unknown reason" : reason));
  }
  const std::vector<std::string> after = RegisteredKeys();
  std::vector<std::string> added;
  std::set_difference(after.begin(), after.end(), before.begin(), before.end(), std::back_inserter(added));
  return added;
}

}  // namespace netdef
