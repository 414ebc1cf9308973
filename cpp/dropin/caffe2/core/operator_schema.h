#pragma once

#include "caffe2/core/common.h"
#include "caffe2/core/logging.h"
#include "caffe2/core/types.h"
#include "caffe2/proto/caffe2_pb.h"
#include "caffe2/utils/proto_utils.h"
#include "netdef/schema.h"

namespace caffe2 {

using netdef::OpSchema;
using netdef::OpSchemaRegistry;

template <typename T>
inline TensorShape CreateTensorShape(const vector<T>& dims, TensorProto::DataType type) {
  TensorShape shape;
  for (T d : dims) shape.add_dims(static_cast<int64_t>(d));
  shape.set_data_type(type);
  return shape;
}
inline vector<int64_t> GetDimsVector(const TensorShape& shape) { return {shape.dims().begin(), shape.dims().end()}; }

}  // namespace caffe2

