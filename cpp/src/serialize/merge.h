// Bytes that ScanMessage let through to a message, as protobuf reads them, but long lists of floats at once.
#pragma once

#include <string_view>

namespace google {
namespace protobuf {
class Message;
}
}  // namespace google

namespace netdef {

// Adds the contents of `bytes` to `message`; false where protobuf cannot read them. Required fields may be missing.
bool MergeMessage(std::string_view bytes, google::protobuf::Message* message, int nesting);

}  // namespace netdef
