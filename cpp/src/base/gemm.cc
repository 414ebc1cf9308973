#include "base/gemm.h"

#include <algorithm>

#include "base/cpu.h"
#include "netdef/parallel.h"

namespace netdef {
namespace math {
namespace {

// A piece of work: so many rows and columns of C. Its part of A stays in the second cache while panels of B pass by.
constexpr int64_t kRows = 48, kColumns = 96;
constexpr int64_t kWorkOfThread = 1 << 17;  // multiplications that are worth a second thread

template <TilesFunction (*kTiles)()>
void Gemm(Trans trans_a, Trans trans_b, int64_t m, int64_t n, int64_t k, float alpha, const float* a, int64_t lda, const float* b, int64_t ldb, float beta,
          float* c, int64_t ldc) {
  const bool a_turned = trans_a == Trans::kYes, b_turned = trans_b == Trans::kYes;
  const Product p{k, alpha, beta, a, a_turned ? 1 : lda, a_turned ? lda : 1, b, b_turned ? 1 : ldb, b_turned ? ldb : 1, c, ldc};
  const int64_t row_pieces = (m + kRows - 1) / kRows, pieces = row_pieces * ((n + kColumns - 1) / kColumns);
  const int64_t work = std::max<int64_t>(1, std::min(m, kRows) * std::min(n, kColumns) * k);
  ParallelFor(0, pieces, std::max<int64_t>(1, kWorkOfThread / work), [&](int64_t first, int64_t last) {
    for (int64_t i = first; i < last; ++i) {
      const int64_t row = i % row_pieces * kRows, column = i / row_pieces * kColumns;
      kTiles()(p, row, std::min(m, row + kRows), column, std::min(n, column + kColumns));
    }
  });
}

}  // namespace

GemmFunction TiledGemm() { return CpuHasNeon() ? &Gemm<TilesNeon> : nullptr; }

}  // namespace math
}  // namespace netdef
