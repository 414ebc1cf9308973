#pragma once

#include <google/protobuf/stubs/common.h>

namespace caffe2 {

inline void ShutdownProtobufLibrary() { google::protobuf::ShutdownProtobufLibrary(); }

}  // namespace caffe2
