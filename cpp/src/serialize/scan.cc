#include "serialize/scan.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "caffe2/proto/caffe2.pb.h"
#include "netdef/dtype.h"
#include "netdef/error.h"
#include "serialize/wire.h"

namespace netdef {
namespace {

namespace pb = google::protobuf;

// What the scan needs to know of a message type, taken from its descriptor.
struct MessageTable {
  enum Role { kOther, kOperator, kTensor, kQTensor };
  struct Field {
    uint32_t wire = UINT32_MAX;           // the wire type of one value; UINT32_MAX: no such field
    uint32_t width = 0;                   // bytes one value takes in memory
    bool repeated = false, dims = false, data_type = false;
    const MessageTable* child = nullptr;  // for messages
  };

  Role role = kOther;
  std::string name;
  uint64_t object_bytes = 0;
  std::vector<Field> fields;  // by number

  const Field* Find(uint32_t number) const {
    return number < fields.size() && fields[number].wire != UINT32_MAX ? &fields[number] : nullptr;
  }
};

uint32_t WireTypeOf(pb::FieldDescriptor::CppType type, pb::FieldDescriptor::Type declared) {
  switch (type) {
    case pb::FieldDescriptor::CPPTYPE_STRING:
    case pb::FieldDescriptor::CPPTYPE_MESSAGE:
      return kWireBytes;
    case pb::FieldDescriptor::CPPTYPE_FLOAT:
      return kWireFixed32;
    case pb::FieldDescriptor::CPPTYPE_DOUBLE:
      return kWireFixed64;
    default:
      break;
  }
  switch (declared) {
    case pb::FieldDescriptor::TYPE_FIXED32:
    case pb::FieldDescriptor::TYPE_SFIXED32:
      return kWireFixed32;
    case pb::FieldDescriptor::TYPE_FIXED64:
    case pb::FieldDescriptor::TYPE_SFIXED64:
      return kWireFixed64;
    default:
      return kWireVarint;
  }
}

uint32_t WidthOf(pb::FieldDescriptor::CppType type) {
  switch (type) {
    case pb::FieldDescriptor::CPPTYPE_STRING:
      return sizeof(std::string) + sizeof(void*);
    case pb::FieldDescriptor::CPPTYPE_MESSAGE:
      return sizeof(void*);
    case pb::FieldDescriptor::CPPTYPE_INT64:
    case pb::FieldDescriptor::CPPTYPE_UINT64:
    case pb::FieldDescriptor::CPPTYPE_DOUBLE:
      return 8;
    default:
      return 4;
  }
}

class MessageTables {
 public:
  const MessageTable& Get(const pb::Descriptor* descriptor) {
    const std::lock_guard<std::mutex> lock(mutex_);
    return *Make(descriptor);
  }

 private:
  const MessageTable* Make(const pb::Descriptor* descriptor) {
    std::unique_ptr<MessageTable>& slot = tables_[descriptor];
    if (slot) return slot.get();
    slot = std::make_unique<MessageTable>();
    MessageTable* table = slot.get();
    table->name = descriptor->name();
    const pb::Message* prototype = pb::MessageFactory::generated_factory()->GetPrototype(descriptor);
    table->object_bytes = prototype->SpaceUsedLong();
    if (descriptor == caffe2::OperatorDef::descriptor()) table->role = MessageTable::kOperator;
    if (descriptor == caffe2::TensorProto::descriptor()) table->role = MessageTable::kTensor;
    if (descriptor == caffe2::QTensorProto::descriptor()) table->role = MessageTable::kQTensor;
    for (int i = 0; i < descriptor->field_count(); ++i) {
      const pb::FieldDescriptor* f = descriptor->field(i);
      const auto number = static_cast<size_t>(f->number());
      if (table->fields.size() <= number) table->fields.resize(number + 1);
      MessageTable::Field& field = table->fields[number];
      field.wire = WireTypeOf(f->cpp_type(), f->type());
      field.width = WidthOf(f->cpp_type());
      field.repeated = f->is_repeated();
      field.dims = f->name() == "dims";
      field.data_type = f->name() == "data_type";
      if (f->cpp_type() == pb::FieldDescriptor::CPPTYPE_MESSAGE) field.child = Make(f->message_type());
    }
    return table;
  }

  std::mutex mutex_;
  std::map<const pb::Descriptor*, std::unique_ptr<MessageTable>> tables_;
};

class Scan {
 public:
  Scan(std::string_view all, const Limits& limits) : all_(all), limits_(limits) {}

  void Message(std::string_view bytes, const MessageTable& table, int depth) {
    if (depth > limits_.nesting) {
      NETDEF_THROW_KIND(kLimit, "messages are nested deeper than the limit of ", limits_.nesting, " (Limits::nesting)");
    }
    Spend(table.object_bytes);
    if (table.role == MessageTable::kOperator && ++operators_ > limits_.operators) {
      NETDEF_THROW_KIND(kLimit, "the model has more operators than the limit of ", limits_.operators,
                        " (Limits::operators)");
    }
    Shape shape;
    WireReader reader(bytes);
    WireField field;
    while (reader.Next(&field)) {
      const MessageTable::Field* known = table.Find(field.number);
      if (known == nullptr) {
        Spend(kUnknownFieldBytes + field.bytes.size());
        continue;
      }
      if (field.type == known->wire) {
        Spend(known->width);
        if (known->repeated) Spend(known->width * reader.SkipMoreOf(field));
        if (known->child != nullptr) {
          Message(field.bytes, *known->child, depth + 1);
        } else if (known->dims) {
          shape.Add(static_cast<int64_t>(field.varint), limits_);
        } else if (known->data_type) {
          shape.data_type = static_cast<int>(field.varint);
        } else if (known->wire == kWireBytes) {
          Spend(field.bytes.size());
        }
      } else if (field.type == kWireBytes && known->repeated) {
        Packed(field.bytes, *known, table, &shape);
      } else {
        Spend(kUnknownFieldBytes + field.bytes.size());  // protobuf keeps it as an unknown field
      }
    }
    if (reader.error() != nullptr) Malformed(bytes, reader, table);
    if (table.role == MessageTable::kTensor || table.role == MessageTable::kQTensor) Tensor(shape, table);
  }

 private:
  static constexpr uint64_t kUnknownFieldBytes = 48;

  struct Shape {
    int64_t elements = 1;
    int dims = 0;
    int data_type = 0;
    bool overflow = false, negative = false, empty = false;

    void Add(int64_t d, const Limits& limits) {
      if (++dims > limits.dims) {
        NETDEF_THROW_KIND(kLimit, "a tensor has more dimensions than the limit of ", limits.dims, " (Limits::dims)");
      }
      negative = negative || d < 0;
      empty = empty || d == 0;
      if (d > 0) overflow = overflow || __builtin_mul_overflow(elements, d, &elements);
    }
  };

  void Spend(uint64_t bytes) {
    memory_ += bytes;
    if (memory_ > limits_.memory) {
      NETDEF_THROW_KIND(kLimit, "the message would take more memory than the limit of ", limits_.memory,
                        " bytes (Limits::memory)");
    }
  }

  void Packed(std::string_view bytes, const MessageTable::Field& field, const MessageTable& table, Shape* shape) {
    if (field.wire == kWireFixed32 || field.wire == kWireFixed64) {
      const size_t size = field.wire == kWireFixed32 ? 4 : 8;
      if (bytes.size() % size != 0) {
        NETDEF_THROW_KIND(kInvalidModel, "a packed list in ", table.name, " has ", bytes.size(),
                          " bytes, which is no multiple of ", size);
      }
      Spend(bytes.size() / size * field.width);
      return;
    }
    WireReader reader(bytes);
    uint64_t value = 0;
    while (!reader.done()) {
      if (!reader.Varint(&value)) Malformed(bytes, reader, table);
      Spend(field.width);
      if (field.dims) shape->Add(static_cast<int64_t>(value), limits_);
    }
  }

  void Tensor(const Shape& shape, const MessageTable& table) {
    if (shape.negative) NETDEF_THROW_KIND(kInvalidModel, "a ", table.name, " has a negative dimension");
    const int64_t elements = shape.empty ? 0 : shape.elements;
    if ((shape.overflow && !shape.empty) || elements > limits_.elements) {
      NETDEF_THROW_KIND(kLimit, "a tensor has more elements than the limit of ", limits_.elements,
                        " (Limits::elements)");
    }
    const DType dtype = shape.data_type == 0 ? DType::kFloat : DTypeFromWire(shape.data_type);
    const uint64_t width = table.role == MessageTable::kQTensor ? 4 : ItemSize(dtype);
    uint64_t bytes = 0;
    if (__builtin_mul_overflow(static_cast<uint64_t>(elements), width, &bytes) ||
        __builtin_add_overflow(tensor_bytes_, bytes, &tensor_bytes_) || tensor_bytes_ > limits_.tensor_bytes) {
      NETDEF_THROW_KIND(kLimit, "the tensors together are larger than the limit of ", limits_.tensor_bytes,
                        " bytes (Limits::tensor_bytes)");
    }
  }

  [[noreturn]] void Malformed(std::string_view message, const WireReader& reader, const MessageTable& table) const {
    const size_t offset = static_cast<size_t>(message.data() - all_.data()) + reader.position();
    NETDEF_THROW_KIND(kInvalidModel, "at byte ", offset, " of ", all_.size(), ", in a ", table.name, ": ",
                      reader.error(), " (truncated or damaged?)");
  }

  std::string_view all_;
  const Limits& limits_;
  uint64_t memory_ = 0, tensor_bytes_ = 0;
  int64_t operators_ = 0;
};

}  // namespace

void ScanMessage(std::string_view bytes, const pb::Descriptor* descriptor, const Limits& limits) {
  static auto* tables = new MessageTables();
  Scan(bytes, limits).Message(bytes, tables->Get(descriptor), 1);
}

}  // namespace netdef
