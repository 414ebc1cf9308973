#include "onednn/engine.h"

#include <string>

#include "netdef/build_info.h"

namespace netdef {
namespace onednn {
namespace {

[[maybe_unused]] const bool kBuiltWith = netdef::internal::AddBuiltWith(
    "oneDNN", std::to_string(DNNL_VERSION_MAJOR) + "." + std::to_string(DNNL_VERSION_MINOR) + "." + std::to_string(DNNL_VERSION_PATCH));

}  // namespace

const dnnl::engine& Engine() {
  static const dnnl::engine engine = Checked("create an engine", [] { return dnnl::engine(dnnl::engine::kind::cpu, 0); });
  return engine;
}

dnnl::stream& Stream() {
  thread_local dnnl::stream stream = Checked("create a stream", [] { return dnnl::stream(Engine()); });
  return stream;
}

void Rethrow(const dnnl::error& error, const char* what) {
  NETDEF_THROW("oneDNN could not ", what, ": ", error.what(), " (status ", static_cast<int>(error.status), ")");
}

}  // namespace onednn
}  // namespace netdef
