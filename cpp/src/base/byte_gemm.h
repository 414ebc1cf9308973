// Products of matrices of bytes, in int32.
#pragma once

#include <cstdint>

namespace netdef {

// A row-major matrix of bytes less zero points.
struct ByteMatrix {
  const void* data;
  bool is_signed;
  const int32_t* zeros;  // of each row of A, of each column of B
};

// c[m, n] = a[m, k] * b[k, n]; sums beyond int32 wrap around. Uses the threads of the run.
void ByteGemm(int64_t m, int64_t n, int64_t k, const ByteMatrix& a, const ByteMatrix& b, int32_t* c);

// A faster product of unsigned by signed bytes without zero points, exact as well; nullptr where there is none.
using ByteGemmFunction = void (*)(int64_t m, int64_t n, int64_t k, const uint8_t* a, const int8_t* b, int32_t* c);
void SetByteGemmFunction(ByteGemmFunction function);

}  // namespace netdef
