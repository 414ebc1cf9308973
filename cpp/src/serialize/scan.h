// Checks a serialized message against Limits before protobuf makes objects from it.
#pragma once

#include <string_view>

#include "netdef/limits.h"

namespace google {
namespace protobuf {
class Descriptor;
}
}  // namespace google

namespace netdef {

// Throws an Error of kind kInvalidModel where the bytes are no `descriptor` message, of kind kLimit
// where they go beyond `limits`. Packed and unpacked lists count alike.
void ScanMessage(std::string_view bytes, const google::protobuf::Descriptor* descriptor, const Limits& limits);

}  // namespace netdef
