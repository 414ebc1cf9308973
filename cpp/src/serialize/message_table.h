// What the limits need to know of message types, read from descriptors as protoc writes them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace google {
namespace protobuf {
class MessageLite;
}
}  // namespace google

namespace netdef {

struct MessageTable {
  enum Role { kOther, kOperator, kTensor, kQTensor };
  struct Field {
    uint32_t wire = UINT32_MAX;           // the wire type of one value; UINT32_MAX: no such field
    uint32_t width = 0;                   // bytes one value takes in memory
    bool repeated = false, dims = false, data_type = false;
    const MessageTable* child = nullptr;  // for messages
  };

  bool described = false;
  Role role = kOther;
  std::string name;           // without the package
  uint64_t object_bytes = 0;  // of an empty message, at least
  std::vector<Field> fields;  // by number

  const Field* Find(uint32_t number) const {
    return number < fields.size() && fields[number].wire != UINT32_MAX ? &fields[number] : nullptr;
  }

  // The table of the message's type. Made once.
  static const MessageTable& Of(const google::protobuf::MessageLite& message);
};

}  // namespace netdef
