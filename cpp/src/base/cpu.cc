#include "base/cpu.h"

#include <cstdlib>
#include <string>

#if defined(__arm__) && defined(__linux__)
#include <asm/hwcap.h>
#include <sys/auxv.h>
#endif

namespace netdef {
namespace {

#if defined(__x86_64__) && defined(__GNUC__)

enum class Level { kNone, kAvx2, kAvx512, kAvx512Vnni };

// oneDNN's own limit holds for all kernels.
Level Limit() {
  const char* text = std::getenv("ONEDNN_MAX_CPU_ISA");
  const std::string isa = text == nullptr ? "" : text;
  if (isa == "SSE41" || isa == "AVX") return Level::kNone;
  if (isa == "AVX2" || isa == "AVX2_VNNI" || isa == "AVX2_VNNI_2") return Level::kAvx2;
  return isa == "AVX512_CORE" ? Level::kAvx512 : Level::kAvx512Vnni;
}

Level Find() {
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return Level::kNone;
  for (bool has : {__builtin_cpu_supports("avx512f") != 0, __builtin_cpu_supports("avx512bw") != 0, __builtin_cpu_supports("avx512dq") != 0,
                   __builtin_cpu_supports("avx512vl") != 0}) {
    if (!has) return Level::kAvx2;
  }
  return __builtin_cpu_supports("avx512vnni") ? Level::kAvx512Vnni : Level::kAvx512;
}

bool Has(Level level) {
  static const Level found = Find(), limit = Limit();
  return level <= found && level <= limit;
}

#else

enum class Level { kAvx2, kAvx512, kAvx512Vnni };
bool Has(Level) { return false; }

#endif

}  // namespace

bool CpuHasAvx2() { return Has(Level::kAvx2); }
bool CpuHasAvx512() { return Has(Level::kAvx512); }
bool CpuHasAvx512Vnni() { return Has(Level::kAvx512Vnni); }

bool CpuHasNeon() {
#if defined(__ARM_NEON)
  return true;  // as everything here is compiled for it
#elif defined(__arm__) && defined(__linux__)
  static const bool has = (getauxval(AT_HWCAP) & HWCAP_NEON) != 0;
  return has;
#else
  return false;
#endif
}

}  // namespace netdef
