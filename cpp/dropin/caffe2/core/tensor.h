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
#include "netdef/tensor.h"

namespace caffe2 {

using netdef::Tensor;
using TensorCPU = netdef::Tensor;
using at::IntArrayRef;
using at::TensorOptions;

inline Tensor empty(const netdef::Dims& dims, TensorOptions options) { return Tensor(dims, options.dtype()); }

// Makes *tensor one of this shape and type, keeping its memory where it fits.
inline void ReinitializeTensor(Tensor* tensor, const netdef::Dims& dims, TensorOptions options) {
  tensor->Resize(dims, options.dtype());
}
inline void ReinitializeAndCopyFrom(Tensor* tensor, TensorOptions /*options*/, const Tensor& source, bool /*async*/ = false) {
  tensor->CopyFrom(source);
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
  void Print(const Tensor& tensor) {
    std::ostringstream text;
    text << MetaStr(tensor);
    const T* data = tensor.data<T>();
    for (int64_t i = 0; i < tensor.numel() && i < limit_; ++i) text << (i ? "," : "") << data[i];
    LOG(INFO) << text.str();
  }
  std::string MetaStr(const Tensor& tensor) const {
    return MakeString("Tensor ", name_, " of type ", netdef::DTypeName(tensor.dtype()), ". Dims: (", netdef::DimsString(tensor.dims()), "): ");
  }
  void PrintMeta(const Tensor& tensor) { LOG(INFO) << MetaStr(tensor); }

 private:
  std::string name_;
  int limit_;
};

}  // namespace caffe2
