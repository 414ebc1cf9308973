// math::Gemm by oneDNN, from the moment the library is loaded.
#include <oneapi/dnnl/dnnl.h>

#include "netdef/error.h"
#include "netdef/math.h"

namespace netdef {
namespace onednn {
namespace {

void Gemm(math::Trans trans_a, math::Trans trans_b, int64_t m, int64_t n, int64_t k, float alpha, const float* a,
          int64_t lda, const float* b, int64_t ldb, float beta, float* c, int64_t ldc) {
  const auto letter = [](math::Trans trans) { return trans == math::Trans::kNo ? 'N' : 'T'; };
  const dnnl_status_t status =
      dnnl_sgemm(letter(trans_a), letter(trans_b), m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
  NETDEF_ENFORCE(status == dnnl_success, "oneDNN could not multiply matrices of ", m, " x ", k, " and ", k, " x ", n,
                 " (status ", static_cast<int>(status), ")");
}

[[maybe_unused]] const bool registered = (math::SetGemmFunction(Gemm), true);

}  // namespace
}  // namespace onednn
}  // namespace netdef
