#include "onednn/engine.h"

namespace netdef {
namespace onednn {

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
