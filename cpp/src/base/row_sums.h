// Weighted sums of a few rows of a table, segment by segment: what embeddings are looked up with.
#pragma once

#include <cstdint>
#include <vector>

namespace netdef {

struct RowTable {
  int bits;          // of an element: 32 float, 16 float16; 8, 4 or 2 stand for scale * q + bias, the first in the low bits of a byte
  int64_t elements;  // of a row
  const uint8_t* rows;
  int64_t row_bytes;                // from one row to the next
  const uint8_t* scales = nullptr;  // the first row's scale, then its bias, of quantized elements; float for 8 bits, else float16
  int64_t scale_bytes = 0;          // from those of one row to the next
};

struct RowSums {
  int64_t segments;
  const int64_t* offsets;          // segment s is the items offsets[s] to offsets[s + 1]
  const int64_t* rows = nullptr;   // of each item, within the table, or -1 for none; nullptr: item i is row i
  const float* weights = nullptr;  // nullptr: 1
  bool by_position = false;        // weights are those of positions within a segment, else of items
  bool mean = false;               // by the number of items
};

// y[s] = sum of weight * row over the items of segment s, [segments, elements].
void SumRows(const RowTable& table, const RowSums& sums, float* y);

// `count` indices as RowSums takes them; `wide` is room for it. Throws for one that is not below `rows`.
const int64_t* CheckedRows(const int64_t* index, int64_t count, int64_t rows, std::vector<int64_t>* wide);
const int64_t* CheckedRows(const int32_t* index, int64_t count, int64_t rows, std::vector<int64_t>* wide);

// --- the vector code for each instruction set, for tables of at least as many elements as a vector has

using SumSegmentsFunction = void (*)(const RowTable& table, const RowSums& sums, int64_t first_segment, int64_t last_segment, float* y);
SumSegmentsFunction SumSegmentsAvx512(int bits);  // 16 elements
SumSegmentsFunction SumSegmentsAvx2(int bits);    // 8

}  // namespace netdef
