// What depends on which runtime library of protobuf this is built with: runtime_full.cc knows every message class,
// runtime_lite.cc (CMake option NETDEF_PROTOBUF_LITE) those of netdef alone and no text.
#pragma once

#include <functional>
#include <string_view>

namespace google {
namespace protobuf {
class MessageLite;
}
}  // namespace google

namespace netdef {

// Calls visit(bytes) with a serialized google.protobuf.FileDescriptorProto for each file that describes `message` and what it is made of.
void DescribeMessage(const google::protobuf::MessageLite& message, const std::function<void(std::string_view file)>& visit);

// Adds the contents of `bytes`, which ScanMessage let through, to `message`; false where protobuf cannot read them. Required fields
// may be missing.
bool MergeMessage(std::string_view bytes, google::protobuf::MessageLite* message, int nesting);

// The same of a text; throws an Error of kind kInvalidModel with lines and columns.
void MergeText(std::string_view text, google::protobuf::MessageLite* message, int nesting);

}  // namespace netdef
