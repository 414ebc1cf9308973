// The argument that names an element type, by number or by name.
#pragma once

#include "caffe2/utils/proto_utils.h"

namespace caffe2 {
namespace cast {

inline TensorProto::DataType GetCastDataType(const ArgumentHelper& helper, const string& name) {
  if (helper.HasSingleArgumentOfType<string>(name)) {
    string text = helper.GetSingleArgument<string>(name, "float");
    for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    TensorProto::DataType type;
    CAFFE_ENFORCE(TensorProto::DataType_Parse(text, &type), "Unknown 'to' argument: ", text);
    return type;
  }
  return static_cast<TensorProto::DataType>(helper.GetSingleArgument<int>(name, TensorProto::FLOAT));
}

}  // namespace cast
}  // namespace caffe2
