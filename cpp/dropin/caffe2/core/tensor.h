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
using at::kCPU;
using at::kCUDA;
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
  const TypeMeta& dtype() const { return TypeMeta::Of(netdef::Tensor::dtype()); }
  const TypeMeta& meta() const { return dtype(); }
  bool defined() const { return has_storage() || dtype_initialized() || numel() != 0 || dim() != 1; }
  bool storage_initialized() const { return has_storage() || numel() == 0; }
  DeviceType GetDevice() const { return CPU; }

  explicit operator bool() const { return defined(); }

  // --- elements
#if defined(NETDEF_CAFFE2_2018)
  using netdef::Tensor::data;
  template <typename T>
  T* data() {
    return const_cast<T*>(netdef::Tensor::template data<T>());
  }
#else
  template <typename T>
  T* data() const {
    return const_cast<T*>(netdef::Tensor::template data<T>());
  }
#endif
  using netdef::Tensor::mutable_data;
  using netdef::Tensor::raw_mutable_data;

  // PyTorch's tensors are handles: what changes their contents or shape is const.
  template <typename T>
  T* mutable_data() const {
    return Handle()->template mutable_data<T>();
  }
  void* raw_mutable_data(const TypeMeta& meta) const { return Handle()->raw_mutable_data(netdef::DType(meta)); }
  void* raw_mutable_data() const { return Handle()->raw_mutable_data(); }
  template <typename... Args>
  void Resize(const Args&... args) const {
    Handle()->Resize(args...);
  }
  template <typename Shape>
  void Reshape(const Shape& shape) const {
    Handle()->Reshape(shape);
  }
  void ResizeLike(const netdef::Tensor& other) const { Handle()->netdef::Tensor::ResizeLike(other); }
  void ShareData(const netdef::Tensor& other) const { Handle()->netdef::Tensor::ShareData(other); }
  void FreeMemory() const { Handle()->netdef::Tensor::FreeMemory(); }
  void ShrinkTo(int64_t rows) const { Handle()->netdef::Tensor::ShrinkTo(rows); }
  void Shrink(int64_t rows) const { ShrinkTo(rows); }

  // --- changing shape
  using netdef::Tensor::Resize;
  template <typename Int, typename = std::enable_if_t<std::is_integral_v<Int>>>
  void Resize(const vector<Int>& dims) {
    netdef::Tensor::Resize(netdef::Dims(dims.begin(), dims.end()));
  }
  void Resize(IntArrayRef dims) { netdef::Tensor::Resize(dims.vec()); }
  using netdef::Tensor::Reshape;
  void Reshape(IntArrayRef dims) { netdef::Tensor::Reshape(dims.vec()); }
  void Extend(int64_t rows, float growth_percent, const void* /*context*/ = nullptr) const {
    Handle()->netdef::Tensor::Extend(rows, growth_percent);
  }
  void ExtendTo(int64_t rows, float growth_percent) const { Extend(rows - dim(0), growth_percent); }
  void Reserve(const netdef::Dims& dims, const void* /*context*/ = nullptr) { netdef::Tensor::Reserve(dims); }
  // Room for `rows` rows, of which later Resizes and Extends make use.
  void ReserveSpace(int64_t rows) {
    netdef::Dims room = dims();
    CAFFE_ENFORCE(!room.empty(), "a tensor without dimensions has no rows");
    room[0] = rows;
    netdef::Tensor::Reserve(room);
  }

  // --- contents
  TensorOf Clone() const { return netdef::Tensor::Clone(); }
  TensorOf Alias() const { return *this; }
  TensorOf UnsafeSharedInstance() const { return *this; }
  void CopyFrom(const netdef::Tensor& other) { netdef::Tensor::CopyFrom(other); }
  void CopyFrom(const netdef::Tensor& other, bool /*async*/) { netdef::Tensor::CopyFrom(other); }
  void CopyFrom(const netdef::Tensor& other, const void* /*context*/) { netdef::Tensor::CopyFrom(other); }
  template <class Source, class ForCopy = Source>
  void CopyFrom(const TensorOf<Source>& other, ForCopy* /*context*/ = nullptr) {
    netdef::Tensor::CopyFrom(other);
  }
  using netdef::Tensor::ShareExternalPointer;
  template <typename T>
  void ShareExternalPointer(T* data, size_t /*capacity*/, std::function<void(void*)> deleter) {
    static_cast<netdef::Tensor&>(*this) = netdef::Tensor::Wrap(data, dims(), netdef::DTypeOf<T>::value, std::move(deleter));
  }
  template <typename T>
  void ShareExternalPointer(T* data, const TypeMeta& meta, size_t capacity = 0) {
    netdef::Tensor::ShareExternalPointer(data, netdef::DType(meta), capacity);
  }
  bool is_same(const TensorOf& other) const { return this == &other || (has_storage() && raw_data() == other.raw_data()); }

 private:
  TensorOf* Handle() const { return const_cast<TensorOf*>(this); }
};

using TensorCPU = TensorOf<CPUContext>;
template <>
struct Stored<TensorCPU> {
  using type = netdef::Tensor;
};
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

inline vector<int64_t> ToVectorTIndex(const vector<int>& dims) { return vector<int64_t>(dims.begin(), dims.end()); }
inline vector<int64_t> ToVectorint64_t(at::ArrayRef<int> dims) { return vector<int64_t>(dims.begin(), dims.end()); }
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
