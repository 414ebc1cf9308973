// Checks a serialized message against Limits before protobuf makes objects from it.
#pragma once

#include <string_view>

#include "netdef/limits.h"
#include "serialize/message_table.h"

namespace netdef {

// Throws an Error of kind kInvalidModel where the bytes are no message of the type, of kind kLimit where they go beyond `limits`. Packed and
// unpacked lists count alike. False where the outermost message has fields that are unknown to its type.
bool ScanMessage(std::string_view bytes, const MessageTable& type, const Limits& limits);

}  // namespace netdef
