#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/message_lite.h>

#include "netdef/error.h"
#include "serialize/runtime.h"
#include "serialize/wire.h"

namespace netdef {
namespace {

namespace pb = google::protobuf;

// A FileDescriptorSet with the files of proto/.
constexpr unsigned char kDescriptors[] = {
#include "descriptors.inc"
};
constexpr uint32_t kFile = 1;

}  // namespace

void DescribeMessage(const pb::MessageLite& /*message*/, const std::function<void(std::string_view)>& visit) {
  WireReader reader(std::string_view(reinterpret_cast<const char*>(kDescriptors), sizeof kDescriptors));
  for (WireField field; reader.Next(&field);) {
    if (field.number == kFile) visit(field.bytes);
  }
}

bool MergeMessage(std::string_view bytes, pb::MessageLite* message, int nesting) {
  pb::io::CodedInputStream stream(reinterpret_cast<const uint8_t*>(bytes.data()), static_cast<int>(bytes.size()));
  stream.SetRecursionLimit(nesting);
  return message->MergePartialFromCodedStream(&stream) && stream.ConsumedEntireMessage();
}

void MergeText(std::string_view /*text*/, pb::MessageLite* /*message*/, int /*nesting*/) {
  NETDEF_THROW_KIND(kNotBuiltIn, "this build reads no text form of messages (CMake option NETDEF_PROTOBUF_LITE); write the model in binary form, "
                                 "in Python with `open(path, 'wb').write(net.SerializeToString())`");
}

}  // namespace netdef
