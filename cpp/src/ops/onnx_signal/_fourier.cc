// Powers of two by halving (Cooley and Tukey, 1965); other lengths as a convolution of a power of two (Bluestein, 1970).
#include "ops/onnx_signal/_fourier.h"

#include <cmath>
#include <cstdint>
#include <utility>

namespace netdef {
inline namespace onnx_signal {  // other families have things of the same names
namespace {

using Complex = std::complex<double>;

void PowerOfTwo(std::vector<Complex>* values, bool inverse) {
  std::vector<Complex>& x = *values;
  const size_t n = x.size();
  for (size_t i = 1, j = 0; i < n; ++i) {  // bits reversed
    size_t bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) std::swap(x[i], x[j]);
  }
  for (size_t length = 2; length <= n; length <<= 1) {
    const double angle = (inverse ? 2 : -2) * kPi / static_cast<double>(length);
    std::vector<Complex> turns(length / 2);
    for (size_t k = 0; k < turns.size(); ++k) turns[k] = std::polar(1.0, angle * static_cast<double>(k));
    for (size_t i = 0; i < n; i += length) {
      for (size_t k = 0; k < length / 2; ++k) {
        const Complex even = x[i + k], odd = x[i + k + length / 2] * turns[k];
        x[i + k] = even + odd;
        x[i + k + length / 2] = even - odd;
      }
    }
  }
}

}  // namespace

void FourierTransform(std::vector<Complex>* values, bool inverse) {
  std::vector<Complex>& x = *values;
  const size_t n = x.size();
  if (n <= 1) return;
  if ((n & (n - 1)) == 0) return PowerOfTwo(values, inverse);
  size_t m = 1;
  while (m < 2 * n - 1) m <<= 1;
  std::vector<Complex> chirp(n), a(m), b(m);
  for (uint64_t k = 0; k < n; ++k) {
    const uint64_t square = k * k % (2 * n);
    chirp[k] = std::polar(1.0, (inverse ? 1 : -1) * kPi * static_cast<double>(square) / static_cast<double>(n));
    a[k] = x[k] * chirp[k];
    b[k] = std::conj(chirp[k]);
    if (k > 0) b[m - k] = b[k];
  }
  PowerOfTwo(&a, false);
  PowerOfTwo(&b, false);
  for (size_t k = 0; k < m; ++k) a[k] *= b[k];
  PowerOfTwo(&a, true);
  for (size_t k = 0; k < n; ++k) x[k] = a[k] / static_cast<double>(m) * chirp[k];
}

}  // namespace onnx_signal
}  // namespace netdef
