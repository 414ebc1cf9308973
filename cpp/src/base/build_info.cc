#include "netdef/build_info.h"

#include <map>

#include "base/cpu.h"

namespace netdef {
namespace {

std::map<std::string, std::string>& Libraries() {
  static std::map<std::string, std::string> libraries;
  return libraries;
}

[[maybe_unused]] const bool kCompiler = internal::AddBuiltWith("compiler", __VERSION__);
#ifdef _OPENMP
[[maybe_unused]] const bool kOpenMP = internal::AddBuiltWith("OpenMP", std::to_string(_OPENMP));
#endif

}  // namespace

std::string Version() { return NETDEF_VERSION; }

std::vector<std::string> CpuFeatures() {
  std::vector<std::string> features;
#if defined(__x86_64__) || defined(__i386__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("sse4.2")) features.emplace_back("sse4.2");
  if (__builtin_cpu_supports("avx")) features.emplace_back("avx");
  if (__builtin_cpu_supports("avx2")) features.emplace_back("avx2");
  if (__builtin_cpu_supports("fma")) features.emplace_back("fma");
  if (__builtin_cpu_supports("avx512f")) features.emplace_back("avx512f");
  if (__builtin_cpu_supports("avx512bw")) features.emplace_back("avx512bw");
  if (__builtin_cpu_supports("avx512vnni")) features.emplace_back("avx512vnni");
#endif
  if (CpuHasNeon()) features.emplace_back("neon");
  return features;
}

std::vector<std::pair<std::string, std::string>> BuiltWith() { return {Libraries().begin(), Libraries().end()}; }

bool internal::AddBuiltWith(std::string name, std::string version) {
  return Libraries().emplace(std::move(name), std::move(version)).second;
}

}  // namespace netdef
