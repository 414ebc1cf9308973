// JSON by protobuf, which reads it into messages.
#pragma once

#include <google/protobuf/struct.pb.h>

#include <string>

#include "netdef/tensor.h"

namespace netdef {
namespace test {

using Json = google::protobuf::Value;

Json ReadJson(const std::string& text);
const Json& Member(const Json& object, const std::string& name);  // null where there is none
Dims DimsOf(const Json& list);

}  // namespace test
}  // namespace netdef
