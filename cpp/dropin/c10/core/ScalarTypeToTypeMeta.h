#pragma once

#include "c10/core/ScalarType.h"
#include "c10/core/TensorOptions.h"
#include "caffe2/core/typeid.h"

namespace c10 {
inline caffe2::TypeMeta scalarTypeToTypeMeta(ScalarType type) { return caffe2::TypeMeta(type); }
inline ScalarType typeMetaToScalarType(const caffe2::TypeMeta& meta) { return meta; }
}  // namespace c10
