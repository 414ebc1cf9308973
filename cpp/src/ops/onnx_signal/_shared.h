// Fourier transforms and windows.
#pragma once

#include <cmath>
#include <complex>
#include <vector>

#include "netdef/onnx_operator.h"
#include "ops/onnx_signal/_fourier.h"

namespace netdef {
inline namespace onnx_signal {  // other families have things of the same names

// An element type as ONNX's integer code.
template <typename V>
DType ReadOutputType(V& v) {
  int code = 1;
  v("output_datatype", code, "Type of the output, as ONNX's TensorProto.DataType.");
  const DType dtype = DTypeFromOnnx(code);
  NETDEF_ENFORCE(dtype != DType::kUndefined && dtype != DType::kString, "output_datatype is no numeric type of ONNX: ", code);
  return dtype;
}

// Stores doubles as numbers of the output's type.
inline void StoreNumbers(const std::vector<double>& values, Tensor* out) {
  DispatchTypes<float, double, Half, BFloat16, int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t>(out->dtype(), [&](auto zero) {
    using T = decltype(zero);
    T* y = out->mutable_data<T>();
    for (size_t i = 0; i < values.size(); ++i) {
      if constexpr (std::is_arithmetic_v<T>) {
        y[i] = static_cast<T>(values[i]);
      } else {
        y[i] = T(static_cast<float>(values[i]));
      }
    }
  });
}

inline int64_t CheckedLength(const Tensor& t, const char* what) {
  const int64_t n = IntValue(t, what);
  NETDEF_ENFORCE(n >= 0, what, " must not be negative, got ", n);
  return n;
}

// Windows: a sum of cosines.
struct WindowFunctionArgs {
  DType dtype = DType::kFloat;
  bool periodic = true;

  template <typename V>
  void Fields(V& v) {
    dtype = ReadOutputType(v);
    v("periodic", periodic, "One period of the window is one longer than the output, else the window is symmetric.");
  }
};

template <typename Coefficients>
class WindowFunctionOp final : public KernelOperator<WindowFunctionArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t n = Output(0)->numel();
    std::vector<double> values(static_cast<size_t>(n), 0.0);
    const auto period = static_cast<double>(args_.periodic ? n : n - 1);
    for (int64_t i = 0; i < n; ++i) {
      const double phase = period == 0 ? 0 : 2 * kPi * static_cast<double>(i) / period;
      double sign = 1;
      for (size_t k = 0; k < Coefficients::values.size(); ++k, sign = -sign) values[static_cast<size_t>(i)] += sign * Coefficients::values[k] * std::cos(static_cast<double>(k) * phase);
    }
    StoreNumbers(values, Output(0));
  }
};

inline void WindowFunctionSchema(OpSchema& schema) {
  schema.NumInputs(1)
      .NumOutputs(1)
      .Args<WindowFunctionArgs>()
      .Shape<WindowFunctionArgs>([](const WindowFunctionArgs& args, const ShapeInputs& in) {
        const Tensor* size = in.value(0);
        if (size == nullptr) return std::vector<TensorSpec>{TensorSpec::Unknown(args.dtype)};
        return OneSpec({CheckedLength(*size, "size")}, args.dtype);
      })
      .Input(0, "size", "int64: the length.")
      .Output(0, "output", "1-D.");
}

}  // namespace onnx_signal
}  // namespace netdef
