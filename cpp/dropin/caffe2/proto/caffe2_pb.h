// The messages, and the short names of device types.
#pragma once

#include "caffe2/core/common.h"
#include "caffe2/proto/caffe2.pb.h"

namespace caffe2 {

inline DeviceTypeProto TypeToProto(const DeviceType& type) { return static_cast<DeviceTypeProto>(type); }
inline DeviceType ProtoToType(const DeviceTypeProto type) { return static_cast<DeviceType>(type); }
inline DeviceType ProtoToType(int type) { return static_cast<DeviceType>(type); }
inline const string& DeviceType_Name(int type) { return DeviceTypeProto_Name(static_cast<DeviceTypeProto>(type)); }

}  // namespace caffe2
