// The discrete Fourier transform of any length.
#pragma once

#include <complex>
#include <vector>

namespace netdef {
inline namespace onnx_signal {  // other families have things of the same names

constexpr double kPi = 3.141592653589793238462643383279502884;

// x <- sum over j of x[j] * exp(-2 pi i j k / n), with `inverse` the conjugate exponential; not scaled.
void FourierTransform(std::vector<std::complex<double>>* x, bool inverse);

}  // namespace onnx_signal
}  // namespace netdef
