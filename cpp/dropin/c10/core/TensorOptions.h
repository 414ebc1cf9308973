// at::dtype<float>().device(CPU): an element type, and a device that can only be the CPU.
#pragma once

#include "netdef/device.h"
#include "netdef/dtype.h"
#include "netdef/tensor.h"

namespace c10 {

using netdef::DeviceType;
using Device = DeviceType;
constexpr DeviceType kCPU = netdef::CPU, kCUDA = netdef::CUDA;

inline void CheckDevice(DeviceType device) { netdef::Tensor checked(device); }  // throws for one that is not there

class TensorOptions {
 public:
  TensorOptions() = default;
  TensorOptions(netdef::DType dtype) : dtype_(dtype) {}
  TensorOptions(DeviceType device) { CheckDevice(device); }

  TensorOptions dtype(netdef::DType dtype) const { return TensorOptions(dtype); }
  template <typename T>
  TensorOptions dtype() const {
    return TensorOptions(netdef::DTypeOf<T>::value);
  }
  TensorOptions device(DeviceType device) const {
    CheckDevice(device);
    return *this;
  }
  netdef::DType dtype() const { return dtype_; }
  DeviceType device() const { return netdef::CPU; }
  operator netdef::DType() const { return dtype_; }

 private:
  netdef::DType dtype_ = netdef::DType::kFloat;
};

template <typename T>
TensorOptions dtype() {
  return TensorOptions(netdef::DTypeOf<T>::value);
}
inline TensorOptions dtype(netdef::DType type) { return TensorOptions(type); }
inline TensorOptions device(DeviceType device) { return TensorOptions(device); }

}  // namespace c10

namespace at {
using c10::device;
using c10::kCPU;
using c10::kCUDA;
using c10::Device;
using c10::DeviceType;
using c10::dtype;
using c10::TensorOptions;
}  // namespace at
