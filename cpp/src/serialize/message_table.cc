#include "serialize/message_table.h"

#include <google/protobuf/message_lite.h>

#include <map>
#include <mutex>

#include "netdef/error.h"
#include "serialize/runtime.h"
#include "serialize/wire.h"

namespace netdef {
namespace {

// The parts of google/protobuf/descriptor.proto that are read here.
enum FileField { kFilePackage = 2, kFileMessage = 4 };
enum MessageField { kMessageName = 1, kMessageField = 2, kMessageNested = 3 };
enum FieldField { kFieldName = 1, kFieldNumber = 3, kFieldLabel = 4, kFieldType = 5, kFieldTypeName = 6 };
enum Label { kRepeated = 3 };
enum Type {
  kDouble = 1, kFloat = 2, kInt64 = 3, kUInt64 = 4, kFixed64 = 6, kFixed32 = 7, kString = 9, kGroup = 10, kMessage = 11, kBytes = 12,
  kSFixed32 = 15, kSFixed64 = 16, kSInt64 = 18,
};

uint32_t WireTypeOf(uint64_t type) {
  switch (type) {
    case kString: case kBytes: case kMessage: case kGroup: return kWireBytes;
    case kFloat: case kFixed32: case kSFixed32: return kWireFixed32;
    case kDouble: case kFixed64: case kSFixed64: return kWireFixed64;
    default: return kWireVarint;
  }
}

uint32_t WidthOf(uint64_t type) {
  switch (type) {
    case kString: case kBytes: return sizeof(std::string) + sizeof(void*);
    case kMessage: case kGroup: return sizeof(void*);
    case kDouble: case kInt64: case kUInt64: case kFixed64: case kSFixed64: case kSInt64: return 8;
    default: return 4;
  }
}

// What a generated class has beside its fields, and has for a list.
constexpr uint64_t kObjectBytes = 24, kListBytes = 24;

class MessageTables {
 public:
  const MessageTable& Get(const google::protobuf::MessageLite& message) {
    const std::lock_guard<std::mutex> lock(mutex_);
    MessageTable& table = tables_[message.GetTypeName()];
    if (!table.described) DescribeMessage(message, [this](std::string_view file) { AddFile(file); });
    NETDEF_ENFORCE(table.described, "this build has no descriptor of ", message.GetTypeName());
    return table;
  }

 private:
  void AddFile(std::string_view bytes) {
    std::string package;
    std::vector<std::string_view> messages;
    WireReader reader(bytes);
    for (WireField field; reader.Next(&field);) {
      if (field.number == kFilePackage) package = std::string(field.bytes) + ".";
      if (field.number == kFileMessage) messages.push_back(field.bytes);
    }
    for (const std::string_view message : messages) AddMessage(message, package);
  }

  void AddMessage(std::string_view bytes, const std::string& scope) {
    MessageTable described;
    std::vector<std::string_view> nested;
    described.described = true;
    described.object_bytes = kObjectBytes;
    WireReader reader(bytes);
    for (WireField field; reader.Next(&field);) {
      if (field.number == kMessageName) described.name = field.bytes;
      if (field.number == kMessageField) AddField(field.bytes, &described);
      if (field.number == kMessageNested) nested.push_back(field.bytes);
    }
    const std::string name = scope + described.name;
    if (name == "caffe2.OperatorDef") described.role = MessageTable::kOperator;
    if (name == "caffe2.TensorProto") described.role = MessageTable::kTensor;
    if (name == "caffe2.QTensorProto") described.role = MessageTable::kQTensor;
    MessageTable& table = tables_[name];
    if (!table.described) table = std::move(described);
    for (const std::string_view message : nested) AddMessage(message, name + ".");
  }

  void AddField(std::string_view bytes, MessageTable* table) {
    std::string_view name, type_name;
    uint64_t number = 0, label = 0, type = 0;
    WireReader reader(bytes);
    for (WireField field; reader.Next(&field);) {
      if (field.number == kFieldName) name = field.bytes;
      if (field.number == kFieldNumber) number = field.varint;
      if (field.number == kFieldLabel) label = field.varint;
      if (field.number == kFieldType) type = field.varint;
      if (field.number == kFieldTypeName) type_name = field.bytes;
    }
    if (table->fields.size() <= number) table->fields.resize(number + 1);
    MessageTable::Field& field = table->fields[number];
    field.wire = WireTypeOf(type);
    field.width = WidthOf(type);
    field.repeated = label == kRepeated;
    field.dims = name == "dims";
    field.data_type = name == "data_type";
    if (type == kMessage || type == kGroup) field.child = &tables_[std::string(type_name.substr(1))];  // after the dot that all begin with
    table->object_bytes += field.repeated ? kListBytes : 8;
  }

  std::mutex mutex_;
  std::map<std::string, MessageTable> tables_;  // by full name; an entry stays where it is
};

}  // namespace

const MessageTable& MessageTable::Of(const google::protobuf::MessageLite& message) {
  static auto* tables = new MessageTables();
  return tables->Get(message);
}

}  // namespace netdef
