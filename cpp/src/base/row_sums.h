// Weighted sums of a few rows of a table, where fetching the rows is what takes the time.
#pragma once

#include <cstdint>

namespace netdef {

constexpr int64_t kRowsAtOnce = 64;  // whose addresses are gathered, and fetched, before they are added up

// Asks for the memory of a row that will be needed soon.
inline void FetchRow(const void* row, int64_t bytes) {
#ifdef __GNUC__
  for (int64_t at = 0; at < bytes; at += 64) __builtin_prefetch(static_cast<const char*>(row) + at);
#endif
}

// y[j] += sum of weights[i] * rows[i][j] for `count` rows of `elements` floats, or of float16.
void AddRows(const float* const* rows, const float* weights, int64_t count, int64_t elements, float* y);
void AddHalfRows(const uint16_t* const* rows, const float* weights, int64_t count, int64_t elements, float* y);
// y[j] += sum of scales[i] * rows[i][j] + biases[i], for elements of 8, 4 or 2 bits, the first in the low bits of a byte.
void AddQuantizedRows(int bits, const uint8_t* const* rows, const float* scales, const float* biases, int64_t count, int64_t elements, float* y);

// --- the vector code for each instruction set, for rows of at least as many elements as a vector has

template <typename T>
using AddRowsFunction = void (*)(const T* const* rows, const float* factors, float bias, int64_t count, int64_t elements, float* y);

struct RowFunctions {
  AddRowsFunction<float> floats;
  AddRowsFunction<uint16_t> halves;
  AddRowsFunction<uint8_t> bits8, bits4, bits2;
};
const RowFunctions& RowFunctionsAvx2();    // 8 elements
const RowFunctions& RowFunctionsAvx512();  // 16

}  // namespace netdef
