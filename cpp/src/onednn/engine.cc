#include "onednn/engine.h"

#include <cstdlib>
#include <string>

#include "core/window.h"
#include "netdef/build_info.h"

namespace netdef {
namespace onednn {
namespace {

[[maybe_unused]] const bool kBuiltWith = netdef::internal::AddBuiltWith(
    "oneDNN", std::to_string(DNNL_VERSION_MAJOR) + "." + std::to_string(DNNL_VERSION_MINOR) + "." + std::to_string(DNNL_VERSION_PATCH));

// oneDNN's convolutions of bytes on AMX gave wrong sums, so it uses none unless it is asked to. It has to be told before it
// is used at all, for a matrix product too.
[[maybe_unused]] const bool kNoAmx = std::getenv("ONEDNN_MAX_CPU_ISA") == nullptr &&
                                     dnnl::set_max_cpu_isa(dnnl::cpu_isa::avx512_core_fp16) == dnnl::status::success;

}  // namespace

const dnnl::engine& Engine() {
  static const dnnl::engine engine = Checked("create an engine", [] {
    return dnnl::engine(dnnl::engine::kind::cpu, 0);
  });
  return engine;
}

dnnl::stream& Stream() {
  thread_local dnnl::stream stream = Checked("create a stream", [] { return dnnl::stream(Engine()); });
  return stream;
}

bool Serves(const WindowAxis& axis) {
  constexpr int64_t kMost = 4096;
  return axis.dilation >= 1 && axis.stride <= kMost && axis.extent() <= kMost && axis.pad_head >= 0 && axis.pad_head <= kMost &&
         std::abs(axis.pad_tail) <= kMost;
}

void Rethrow(const dnnl::error& error, const char* what) {
  NETDEF_THROW("oneDNN could not ", what, ": ", error.what(), " (status ", static_cast<int>(error.status), ")");
}

}  // namespace onednn
}  // namespace netdef
