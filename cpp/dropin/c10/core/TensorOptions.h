// at::dtype<float>().device(CPU): an element type, and a device that can only be the CPU.
#pragma once

#include "c10/core/ScalarType.h"
#include "c10/util/BFloat16.h"
#include "c10/util/Half.h"
#include "caffe2/core/typeid.h"
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
  TensorOptions() = default;  // float, as in PyTorch
  // Throws for what is no element type.
  TensorOptions(const caffe2::TypeMeta& meta) : dtype_(meta) {
    NETDEF_ENFORCE(dtype_ != netdef::DType::kUndefined, "TensorOptions need a type of elements, got ", meta.name());
  }
  TensorOptions(netdef::DType dtype) : TensorOptions(caffe2::TypeMeta(dtype)) {}
  TensorOptions(DeviceType device) { CheckDevice(device); }

  TensorOptions dtype(const caffe2::TypeMeta& meta) const { return TensorOptions(meta); }
  TensorOptions dtype(netdef::DType dtype) const { return TensorOptions(dtype); }
  template <typename T>
  TensorOptions dtype() const {
    return TensorOptions(netdef::DTypeOf<T>::value);
  }
  TensorOptions device(DeviceType device) const {
    CheckDevice(device);
    return *this;
  }
  caffe2::TypeMeta dtype() const { return dtype_; }
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
inline TensorOptions dtype(const caffe2::TypeMeta& meta) { return TensorOptions(meta); }
inline TensorOptions device(DeviceType device) { return TensorOptions(device); }

}  // namespace c10

namespace at {
using c10::device;
using c10::Device;
using c10::DeviceType;
using c10::dtype;
using c10::kCPU;
using c10::kCUDA;
using c10::TensorOptions;
}  // namespace at
