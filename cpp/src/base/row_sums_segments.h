// The vector code of row_sums.h, written once for vectors V of any width. Included by one file for each instruction set,
// below the pragma that chooses it, into its unnamed namespace; so this file includes nothing.

// The k-th of a row's scale and bias.
template <class V, int kBits>
inline float Parameter(const uint8_t* scale, int k) {
  if constexpr (kBits == 8) {
    float x;
    std::memcpy(&x, scale + k * 4, sizeof x);
    return x;
  } else {
    uint16_t half;
    std::memcpy(&half, scale + k * 2, sizeof half);
    return V::OfHalf(half);
  }
}

// Columns that begin at `column` of the rows of one segment, kVectors of them kept in registers. Where the last vector would
// leave the row it is moved back over columns that its neighbour has too.
template <class V, int kBits, int kVectors>
void SumColumns(const RowTable& table, const RowSums& sums, int64_t begin, int64_t end, int64_t column, float* y) {
  constexpr int64_t kAhead = 16;  // items whose rows are fetched before they are needed
  const int64_t last_column = column + (kVectors - 1) * V::kWidth, last_start = table.elements - V::kWidth;
  const int64_t last = last_column < last_start ? last_column : last_start;
  const auto column_of = [&](int v) { return v + 1 < kVectors ? column + v * V::kWidth : last; };
  const float* weights = sums.weights == nullptr || sums.by_position ? sums.weights : sums.weights + begin;
  const int64_t last_item = sums.offsets[sums.segments] - 1;
  V sum[kVectors];
  float bias = 0;
  NETDEF_UNROLL
  for (int v = 0; v < kVectors; ++v) sum[v] = V::Broadcast(0);
  for (int64_t i = begin; i < end; ++i) {
    int64_t row = i;
    if (sums.rows != nullptr) {
      row = sums.rows[i];
      const int64_t next = sums.rows[i + kAhead < last_item ? i + kAhead : last_item];
      if (row < 0) continue;
      if (next >= 0) {
        const uint8_t* at = table.rows + next * table.row_bytes;
        NETDEF_UNROLL
        for (int64_t b = 0; b < kVectors * V::kWidth * kBits / 8; b += 64) __builtin_prefetch(at + column * kBits / 8 + b);
        if constexpr (kBits <= 8) __builtin_prefetch(table.scales + next * table.scale_bytes);
      }
    }
    float factor = weights == nullptr ? 1.0f : weights[i - begin];
    if constexpr (kBits <= 8) {
      const uint8_t* scale = table.scales + row * table.scale_bytes;
      bias += factor * Parameter<V, kBits>(scale, 1);
      factor *= Parameter<V, kBits>(scale, 0);
    }
    const V factors = V::Broadcast(factor);
    const uint8_t* elements = table.rows + row * table.row_bytes;
    NETDEF_UNROLL
    for (int v = 0; v < kVectors; ++v) sum[v] = V::MultiplyAdd(factors, V::template Load<kBits>(elements, column_of(v)), sum[v]);
  }
  const V biases = V::Broadcast(bias), scale = V::Broadcast(sums.mean && end > begin ? 1.0f / static_cast<float>(end - begin) : 1.0f);
  NETDEF_UNROLL
  for (int v = 0; v < kVectors; ++v) V::Store(y + column_of(v), V::Multiply(V::Add(sum[v], biases), scale));
}

template <class V, int kBits>
void SumSegments(const RowTable& table, const RowSums& sums, int64_t first_segment, int64_t last_segment, float* y) {
  constexpr int64_t kMost = 8;  // vectors that registers hold
  constexpr decltype(&SumColumns<V, kBits, 1>) kSum[kMost] = {SumColumns<V, kBits, 1>, SumColumns<V, kBits, 2>, SumColumns<V, kBits, 3>, SumColumns<V, kBits, 4>,
                                                              SumColumns<V, kBits, 5>, SumColumns<V, kBits, 6>, SumColumns<V, kBits, 7>, SumColumns<V, kBits, 8>};
  for (int64_t s = first_segment; s < last_segment; ++s) {
    const int64_t begin = sums.offsets[s], end = sums.offsets[s + 1];
    for (int64_t column = 0; column < table.elements; column += kMost * V::kWidth) {
      const int64_t vectors = (table.elements - column + V::kWidth - 1) / V::kWidth;
      kSum[(vectors < kMost ? vectors : kMost) - 1](table, sums, begin, end, column, y + s * table.elements);
    }
  }
}

template <class V>
SumSegmentsFunction SumSegmentsFor(int bits) {
  switch (bits) {
    case 32: return SumSegments<V, 32>;
    case 16: return SumSegments<V, 16>;
    case 8: return SumSegments<V, 8>;
    case 4: return SumSegments<V, 4>;
    default: return SumSegments<V, 2>;
  }
}
