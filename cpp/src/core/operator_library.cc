#include "netdef/operator_library.h"

#include <dlfcn.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>

#include "netdef/build_info.h"
#include "netdef/error.h"
#include "netdef/registry.h"

// What is linked against this library refers to this symbol, see cmake/Layers.cmake.
#define NETDEF_ABI_SYMBOL(number) NETDEF_ABI_SYMBOL_NAMED(number)
#define NETDEF_ABI_SYMBOL_NAMED(number) netdef_operator_abi_##number
extern "C" NETDEF_API const int NETDEF_ABI_SYMBOL(NETDEF_OPERATOR_ABI);
extern "C" const int NETDEF_ABI_SYMBOL(NETDEF_OPERATOR_ABI) = NETDEF_OPERATOR_ABI;

namespace netdef {
namespace {

std::vector<std::string> RegisteredKeys() {
  std::vector<std::string> keys;
  for (const OperatorKey& key : OperatorRegistry::Keys()) keys.push_back(key.ToString());
  std::sort(keys.begin(), keys.end());
  return keys;
}

// Looked up in the file, because a library that is loaded runs: its symbols say which ABI it was built for.
void CheckAbi(const std::string& path) {
  constexpr char kSymbol[] = "netdef_operator_abi_";
  std::ifstream in(path, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  const size_t at = bytes.find(kSymbol);
  if (at == std::string::npos) return;
  std::string number;
  for (size_t i = at + sizeof(kSymbol) - 1; i < bytes.size() && std::isdigit(static_cast<unsigned char>(bytes[i])); ++i) number += bytes[i];
  if (number == std::to_string(NETDEF_OPERATOR_ABI)) return;
  NETDEF_THROW_KIND(kLibraryNotLoaded, "the operator library ", path, " was built for operator ABI ", number, ", this netdef (",
                    Version(), ") has ", NETDEF_OPERATOR_ABI, ": build the library anew against this version");
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
  CheckAbi(path);
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
