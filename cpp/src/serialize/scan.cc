#include "serialize/scan.h"

#include "netdef/dtype.h"
#include "netdef/error.h"
#include "serialize/message_table.h"
#include "serialize/wire.h"

namespace netdef {
namespace {

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
        Unknown(field, depth);
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
        Unknown(field, depth);
      }
    }
    if (reader.error() != nullptr) Malformed(bytes, reader, table);
    if (table.role == MessageTable::kTensor || table.role == MessageTable::kQTensor) Tensor(shape, table);
  }

  bool outermost_known() const { return outermost_known_; }

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

  // protobuf keeps it beside the message.
  void Unknown(const WireField& field, int depth) {
    Spend(kUnknownFieldBytes + field.bytes.size());
    outermost_known_ = outermost_known_ && depth > 1;
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
  bool outermost_known_ = true;
};

}  // namespace

bool ScanMessage(std::string_view bytes, const MessageTable& type, const Limits& limits) {
  Scan scan(bytes, limits);
  scan.Message(bytes, type, 1);
  return scan.outermost_known();
}

}  // namespace netdef
