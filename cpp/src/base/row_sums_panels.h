// The vector code of row_sums.h, written once for vectors V of any width. Included by one file for each instruction set,
// below the pragma that chooses it, into its unnamed namespace; so this file includes nothing.

// Columns that begin at `column`, kVectors of them kept in registers. Where the last vector would leave the row it is moved
// back over columns that its neighbour has too.
template <class V, int kBits, int kVectors, typename T>
void AddColumns(const T* const* rows, const float* factors, float bias, int64_t count, int64_t elements, int64_t column, float* y) {
  const int64_t last_column = column + (kVectors - 1) * V::kWidth, last_start = elements - V::kWidth;
  const int64_t last = last_column < last_start ? last_column : last_start;
  const auto column_of = [&](int v) { return v + 1 < kVectors ? column + v * V::kWidth : last; };
  V sum[kVectors];
  NETDEF_UNROLL
  for (int v = 0; v < kVectors; ++v) sum[v] = V::Broadcast(0);
  for (int64_t i = 0; i < count; ++i) {
    const auto* row = reinterpret_cast<const uint8_t*>(rows[i]);
    const V factor = V::Broadcast(factors[i]);
    NETDEF_UNROLL
    for (int v = 0; v < kVectors; ++v) sum[v] = V::MultiplyAdd(factor, V::template Load<kBits>(row, column_of(v)), sum[v]);
  }
  const V biases = V::Broadcast(bias);
  NETDEF_UNROLL
  for (int v = 0; v < kVectors; ++v) sum[v] = V::Add(V::template Load<32>(reinterpret_cast<const uint8_t*>(y), column_of(v)), V::Add(sum[v], biases));
  NETDEF_UNROLL
  for (int v = 0; v < kVectors; ++v) V::Store(y + column_of(v), sum[v]);
}

template <class V, int kBits, typename T>
void AddAll(const T* const* rows, const float* factors, float bias, int64_t count, int64_t elements, float* y) {
  constexpr int64_t kMost = 8;  // vectors that registers hold
  constexpr decltype(&AddColumns<V, kBits, 1, T>) kAdd[kMost] = {AddColumns<V, kBits, 1, T>, AddColumns<V, kBits, 2, T>, AddColumns<V, kBits, 3, T>, AddColumns<V, kBits, 4, T>,
                                                                 AddColumns<V, kBits, 5, T>, AddColumns<V, kBits, 6, T>, AddColumns<V, kBits, 7, T>, AddColumns<V, kBits, 8, T>};
  for (int64_t column = 0; column < elements;) {
    const int64_t left = (elements - column + V::kWidth - 1) / V::kWidth;
    // The last one is never alone, or it would add to columns of its neighbour again.
    const int64_t vectors = left == kMost + 1 ? kMost - 1 : left < kMost ? left : kMost;
    kAdd[vectors - 1](rows, factors, bias, count, elements, column, y);
    column += vectors * V::kWidth;
  }
}

template <class V>
const RowFunctions& RowFunctionsFor() {
  static constexpr RowFunctions kFunctions = {AddAll<V, 32, float>, AddAll<V, 16, uint16_t>, AddAll<V, 8, uint8_t>, AddAll<V, 4, uint8_t>, AddAll<V, 2, uint8_t>};
  return kFunctions;
}
