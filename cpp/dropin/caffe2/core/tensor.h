#pragma once

#include <string>
#include <vector>

#include "c10/core/TensorOptions.h"
#include "c10/util/ArrayRef.h"
#include "caffe2/core/common.h"
#include "caffe2/core/context.h"
#include "caffe2/core/logging.h"
#include "caffe2/core/typeid.h"
#include "caffe2/core/types.h"
#include "caffe2/core/view.h"
#include "netdef/tensor.h"

namespace caffe2 {

using at::IntArrayRef;
using at::TensorOptions;

// Until the end of 2018 the context was a parameter, by which templates are still chosen.
template <class Context>
class TensorOf : public netdef::Tensor {
 public:
  using netdef::Tensor::Tensor;
  TensorOf() = default;
  TensorOf(const netdef::Tensor& tensor) : netdef::Tensor(tensor) {}
  TensorOf(netdef::Tensor&& tensor) : netdef::Tensor(std::move(tensor)) {}
  TensorOf(const netdef::Tensor& other, const void* /*context*/) : netdef::Tensor(other, CPU) {}

  // --- shape and type
  IntArrayRef sizes() const { return dims(); }
  int64_t stride(int i) const { return size_from_dim(canonical_axis_index(i) + 1); }
  vector<int64_t> strides() const {
    vector<int64_t> strides;
    for (int i = 0; i < dim(); ++i) strides.push_back(stride(i));
    return strides;
  }
  bool is_contiguous() const { return true; }
  TypeMeta dtype() const { return netdef::Tensor::dtype(); }
  TypeMeta meta() const { return netdef::Tensor::dtype(); }
  bool defined() const { return has_storage() || dtype_initialized() || numel() != 0 || dim() != 1; }
  bool storage_initialized() const { return has_storage() || numel() == 0; }
  DeviceType GetDevice() const { return CPU; }

  // --- elements
  using netdef::Tensor::data;
  template <typename T>
  T* data() {
    return const_cast<T*>(static_cast<const TensorOf*>(this)->template data<T>());
  }

  // --- changing shape
  using netdef::Tensor::Resize;
  template <typename Int, typename = std::enable_if_t<std::is_integral_v<Int>>>
  void Resize(const vector<Int>& dims) {
    netdef::Tensor::Resize(netdef::Dims(dims.begin(), dims.end()));
  }
  void Resize(IntArrayRef dims) { netdef::Tensor::Resize(dims.vec()); }
  using netdef::Tensor::Reshape;
  void Reshape(IntArrayRef dims) { netdef::Tensor::Reshape(dims.vec()); }
  void Extend(int64_t rows, float growth_percent, const void* /*context*/ = nullptr) { netdef::Tensor::Extend(rows, growth_percent); }
  void ExtendTo(int64_t rows, float growth_percent) { netdef::Tensor::Extend(rows - dim(0), growth_percent); }
  void Reserve(const netdef::Dims& dims, const void* /*context*/ = nullptr) { netdef::Tensor::Reserve(dims); }
  void ReserveSpace(const netdef::Dims& dims) { netdef::Tensor::Reserve(dims); }

  // --- contents
  TensorOf Clone() const { return netdef::Tensor::Clone(); }
  TensorOf Alias() const { return *this; }
  TensorOf UnsafeSharedInstance() const { return *this; }
  void CopyFrom(const netdef::Tensor& other) { netdef::Tensor::CopyFrom(other); }
  void CopyFrom(const netdef::Tensor& other, bool /*async*/) { netdef::Tensor::CopyFrom(other); }
  void CopyFrom(const netdef::Tensor& other, const void* /*context*/) { netdef::Tensor::CopyFrom(other); }
  using netdef::Tensor::ShareExternalPointer;
  template <typename T>
  void ShareExternalPointer(T* data, size_t /*capacity*/, std::function<void(void*)> deleter) {
    static_cast<netdef::Tensor&>(*this) = netdef::Tensor::Wrap(data, dims(), netdef::DTypeOf<T>::value, std::move(deleter));
  }
};

using TensorCPU = TensorOf<CPUContext>;
#if defined(NETDEF_CAFFE2_2018)
template <class Context>
using Tensor = TensorOf<Context>;
#else
using Tensor = TensorCPU;
#endif

inline TensorCPU empty(const netdef::Dims& dims, TensorOptions options) { return netdef::Tensor(dims, options.dtype()); }

// Makes *tensor one of this shape and type, keeping its memory where it fits.
inline void ReinitializeTensor(TensorCPU* tensor, const netdef::Dims& dims, TensorOptions options) {
  static_cast<netdef::Tensor*>(tensor)->Resize(dims, options.dtype());
}
inline void ReinitializeAndCopyFrom(TensorCPU* tensor, TensorOptions /*options*/, const netdef::Tensor& source, bool /*async*/ = false) {
  tensor->CopyFrom(source);
}

template <typename T>
TensorCPU TensorCPUFromValues(const netdef::Dims& dims, at::ArrayRef<T> values) {
  return netdef::Tensor(dims, values.vec());
}

inline int canonical_axis_index_(int axis, int ndims) {
  CAFFE_ENFORCE_GE(axis, -ndims);
  CAFFE_ENFORCE_LT(axis, ndims);
  return axis < 0 ? axis + ndims : axis;
}
inline int64_t size_from_dim_(int k, const netdef::Dims& dims) {
  int64_t size = 1;
  for (size_t i = static_cast<size_t>(k); i < dims.size(); ++i) size *= dims[i];
  return size;
}
inline int64_t size_to_dim_(int k, const netdef::Dims& dims) {
  int64_t size = 1;
  for (int i = 0; i < k; ++i) size *= dims.at(static_cast<size_t>(i));
  return size;
}

// Writes a tensor's first elements to the log, with shape and type.
class TensorPrinter {
 public:
  explicit TensorPrinter(std::string name = "", std::string /*file*/ = "", int limit = 1000) : name_(std::move(name)), limit_(limit) {}
  template <typename T>
  void Print(const TensorCPU& tensor) {
    std::ostringstream text;
    text << MetaStr(tensor);
    const T* data = tensor.data<T>();
    for (int64_t i = 0; i < tensor.numel() && i < limit_; ++i) text << (i ? "," : "") << data[i];
    LOG(INFO) << text.str();
  }
  std::string MetaStr(const TensorCPU& tensor) const {
    return MakeString("Tensor ", name_, " of type ", netdef::DTypeName(tensor.dtype()), ". Dims: (", netdef::DimsString(tensor.dims()), "): ");
  }
  void PrintMeta(const TensorCPU& tensor) { LOG(INFO) << MetaStr(tensor); }

 private:
  std::string name_;
  int limit_;
};

}  // namespace caffe2
