// The vector code of gemm.h, written once for vectors V. Included by one file for each instruction set, below the pragma that
// chooses it, into its unnamed namespace; so this file includes nothing.

// `panel` is [depth][kVectors][V::kWidth]. What C held before counts `beta` times; where that is 0, C is not read.
template <class V, int kRows>
void Tile(const Product& p, const float* a, const float* panel, int64_t depth, float beta, float* c, int64_t columns) {
  constexpr int kVectors = V::kVectors, kWidth = V::kWidth;
  V sums[kRows][kVectors];
  NETDEF_UNROLL
  for (int r = 0; r < kRows; ++r) {
    NETDEF_UNROLL
    for (int v = 0; v < kVectors; ++v) sums[r][v] = V::Broadcast(0);
  }
  const int64_t row_step = p.a_row_step;
  for (int64_t d = 0; d < depth; ++d, a += p.a_depth_step, panel += kVectors * kWidth) {
    V line[kVectors];
    NETDEF_UNROLL
    for (int v = 0; v < kVectors; ++v) line[v] = V::Load(panel + v * kWidth);
    NETDEF_UNROLL
    for (int r = 0; r < kRows; ++r) {
      const V factor = V::Broadcast(a[r * row_step]);
      NETDEF_UNROLL
      for (int v = 0; v < kVectors; ++v) sums[r][v] = V::MultiplyAdd(factor, line[v], sums[r][v]);
    }
  }
  // Through memory, so that what follows is a loop and the sums above stay in registers.
  float stored[kRows][kVectors * kWidth];
  NETDEF_UNROLL
  for (int r = 0; r < kRows; ++r) {
    NETDEF_UNROLL
    for (int v = 0; v < kVectors; ++v) V::Store(stored[r] + v * kWidth, sums[r][v]);
  }
  for (int r = 0; r < kRows; ++r, c += p.c_row_step) {
    if (beta == 0) {
      for (int64_t j = 0; j < columns; ++j) c[j] = p.alpha * stored[r][j];
    } else {
      for (int64_t j = 0; j < columns; ++j) c[j] = beta * c[j] + p.alpha * stored[r][j];
    }
  }
}

template <class V, int kRows = V::kRows>
void TileOf(int64_t rows, const Product& p, const float* a, const float* panel, int64_t depth, float beta, float* c, int64_t columns) {
  if constexpr (kRows > 0) {
    if (rows == kRows) return Tile<V, kRows>(p, a, panel, depth, beta, c, columns);
    TileOf<V, kRows - 1>(rows, p, a, panel, depth, beta, c, columns);
  }
}

template <class V>
void Tiles(const Product& p, int64_t first_row, int64_t last_row, int64_t first_column, int64_t last_column) {
  constexpr int64_t kDepth = 256, kPanel = V::kVectors * V::kWidth;
  float panel[kDepth * kPanel];
  // Without depth there is still C to be scaled.
  for (int64_t d = 0; d == 0 || d < p.depth; d += kDepth) {
    const int64_t depth = p.depth - d < kDepth ? p.depth - d : kDepth;
    const float beta = d == 0 ? p.beta : 1;
    for (int64_t column = first_column; column < last_column; column += kPanel) {
      const int64_t columns = last_column - column < kPanel ? last_column - column : kPanel;
      for (int64_t i = 0; i < depth; ++i) {
        const float* from = p.b + (d + i) * p.b_depth_step + column * p.b_column_step;
        for (int64_t j = 0; j < columns; ++j) panel[i * kPanel + j] = from[j * p.b_column_step];
        for (int64_t j = columns; j < kPanel; ++j) panel[i * kPanel + j] = 0;
      }
      for (int64_t row = first_row; row < last_row; row += V::kRows) {
        const int64_t rows = last_row - row < V::kRows ? last_row - row : V::kRows;
        TileOf<V>(rows, p, p.a + row * p.a_row_step + d * p.a_depth_step, panel, depth, beta, p.c + row * p.c_row_step + column, columns);
      }
    }
  }
}
