// ByteGemm by oneDNN, on CPUs whose dot product of bytes does not saturate on the way.
#include "base/byte_gemm.h"

#include <oneapi/dnnl/dnnl.h>

#include "base/cpu.h"
#include "netdef/error.h"

namespace netdef {
namespace onednn {
namespace {

void ByteProduct(int64_t m, int64_t n, int64_t k, const uint8_t* a, const int8_t* b, int32_t* c) {
  const int32_t nothing = 0;
  const dnnl_status_t status = dnnl_gemm_u8s8s32('N', 'N', 'F', m, n, k, 1.0f, a, k, 0, b, n, 0, 0.0f, c, n, &nothing);
  NETDEF_ENFORCE(status == dnnl_success, "oneDNN could not multiply matrices of bytes of ", m, " x ", k, " and ", k, " x ", n, " (status ", static_cast<int>(status), ")");
}

[[maybe_unused]] const bool registered = CpuHasAvx512Vnni() && (SetByteGemmFunction(ByteProduct), true);

}  // namespace
}  // namespace onednn
}  // namespace netdef
