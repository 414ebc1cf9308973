#pragma once

#include "caffe2/core/common.h"
#include "caffe2/core/logging.h"
#include "caffe2/core/typeid.h"
#include "caffe2/proto/caffe2_pb.h"
#include "netdef/dtype.h"
#include "netdef/half.h"

namespace caffe2 {

using float16 = netdef::Half;

// NCHW and NHWC may be written with and without StorageOrder:: before them.
enum StorageOrder { UNKNOWN = 0, NHWC = 1, NCHW = 2 };

inline StorageOrder StringToStorageOrder(const string& text) {
  if (text == "NHWC" || text == "nhwc") return NHWC;
  if (text == "NCHW" || text == "nchw") return NCHW;
  LOG(ERROR) << "Unknown storage order string: " << text;
  return UNKNOWN;
}

inline int32_t GetDimFromOrderString(const string& order) {
  const auto at = order.find('C');
  return at == string::npos ? -1 : static_cast<int32_t>(at);
}

inline constexpr char NameScopeSeparator() { return '/'; }

inline TensorProto::DataType TypeMetaToDataType(const TypeMeta& meta) {
  return static_cast<TensorProto::DataType>(netdef::GetDTypeInfo(meta).wire);
}
inline TypeMeta DataTypeToTypeMeta(const TensorProto::DataType& type) {
  const netdef::DType dtype = netdef::DTypeFromWire(type);
  CAFFE_ENFORCE(dtype != netdef::DType::kUndefined || type == TensorProto::UNDEFINED, "unknown type of elements ", int(type));
  return TypeMeta(dtype);
}

// The type in which a product of half floats is summed, as argument of math::Gemm and Gemv.
template <typename T>
TensorProto::DataType fp16_type() {
  return TypeMetaToDataType(TypeMeta::Make<T>());
}

}  // namespace caffe2
