// Long lists of floats are read at once, not one by one; texts; descriptors of any message class.
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/message.h>
#include <google/protobuf/text_format.h>

#include <cstring>

#include "caffe2/proto/caffe2.pb.h"
#include "netdef/error.h"
#include "serialize/runtime.h"
#include "serialize/wire.h"

namespace netdef {
namespace {

namespace pb = google::protobuf;

void DescribeFile(const pb::FileDescriptor* file, const std::function<void(std::string_view)>& visit) {
  for (int i = 0; i < file->dependency_count(); ++i) DescribeFile(file->dependency(i), visit);
  pb::FileDescriptorProto proto;
  file->CopyTo(&proto);
  visit(proto.SerializeAsString());
}

// Old models hold their weights as lists of floats with a tag before each: shorter ones are left to protobuf, as is all else.
constexpr size_t kLongList = 256, kTagAndFloat = 1 + sizeof(float);

bool Parse(std::string_view bytes, pb::Message* message, int nesting) {
  pb::io::CodedInputStream stream(reinterpret_cast<const uint8_t*>(bytes.data()), static_cast<int>(bytes.size()));
  stream.SetRecursionLimit(nesting);
  return message->MergePartialFromCodedStream(&stream) && stream.ConsumedEntireMessage();
}

// The list of floats that `field` of `message` is; nullptr for messages that hold none of weights.
pb::RepeatedField<float>* FloatsOf(pb::Message* message, uint32_t field) {
  if (auto* argument = dynamic_cast<caffe2::Argument*>(message)) return field == caffe2::Argument::kFloatsFieldNumber ? argument->mutable_floats() : nullptr;
  if (auto* tensor = dynamic_cast<caffe2::TensorProto*>(message)) return field == caffe2::TensorProto::kFloatDataFieldNumber ? tensor->mutable_float_data() : nullptr;
  return nullptr;
}

// `first`: the first float; a tag goes before each of the others.
void AddFloats(const char* first, size_t count, pb::RepeatedField<float>* list) {
  list->Reserve(list->size() + static_cast<int>(count));
  float* to = list->AddNAlreadyReserved(static_cast<int>(count));
  for (size_t i = 0; i < count; ++i) std::memcpy(to + i, first + i * kTagAndFloat, sizeof(float));
}

// A message is what its fields are one after the other, so stretches of them may be read apart.
bool Merge(std::string_view bytes, pb::Message* message, int nesting) {
  if (bytes.size() < kLongList * kTagAndFloat || nesting < 1) return Parse(bytes, message, nesting);
  const pb::Reflection* reflection = message->GetReflection();
  WireReader reader(bytes);
  WireField field;
  size_t left = 0;  // where what nobody has read yet begins
  const auto parse_until = [&](size_t end) { return left == end || Parse(bytes.substr(left, end - left), message, nesting); };
  for (size_t start = 0; reader.Next(&field); start = reader.position()) {
    const pb::FieldDescriptor* known = message->GetDescriptor()->FindFieldByNumber(static_cast<int>(field.number));
    if (known == nullptr) continue;
    if (known->cpp_type() == pb::FieldDescriptor::CPPTYPE_MESSAGE && field.type == kWireBytes && field.bytes.size() >= kLongList * kTagAndFloat) {
      if (!parse_until(start)) return false;
      pb::Message* part = known->is_repeated() ? reflection->AddMessage(message, known) : reflection->MutableMessage(message, known);
      if (!Merge(field.bytes, part, nesting - 1)) return false;
      left = reader.position();
    } else if (field.type == kWireFixed32) {
      const size_t count = 1 + reader.SkipMoreOf(field);
      pb::RepeatedField<float>* const list = FloatsOf(message, field.number);
      if (list == nullptr || count < kLongList) continue;
      if (!parse_until(start)) return false;
      AddFloats(field.bytes.data(), count, list);
      left = reader.position();
    }
  }
  return reader.error() == nullptr && parse_until(bytes.size());
}

// Faults of a text, with their place; the first few are enough.
class TextErrors final : public pb::io::ErrorCollector {
 public:
  void AddError(int line, pb::io::ColumnNumber column, const std::string& message) override {
    if (++count_ > 5) return;
    if (!text_.empty()) text_ += "; ";
    text_ += "line " + std::to_string(line + 1) + ", column " + std::to_string(column + 1) + ": " + message;
  }
  std::string text() const { return count_ > 5 ? text_ + " (and " + std::to_string(count_ - 5) + " more)" : text_; }

 private:
  std::string text_;
  int count_ = 0;
};

template <typename Message, typename Lite>
Message& Full(Lite& message) {
  auto* const full = dynamic_cast<Message*>(&message);
  NETDEF_ENFORCE(full != nullptr, message.GetTypeName(), " was generated for protobuf's lite runtime, this netdef is built with the full one");
  return *full;
}

}  // namespace

void DescribeMessage(const pb::MessageLite& message, const std::function<void(std::string_view)>& visit) {
  DescribeFile(Full<const pb::Message>(message).GetDescriptor()->file(), visit);
}

bool MergeMessage(std::string_view bytes, pb::MessageLite* message, int nesting) {
  return Merge(bytes, &Full<pb::Message>(*message), nesting);
}

void MergeText(std::string_view text, pb::MessageLite* message, int nesting) {
  pb::TextFormat::Parser parser;
  TextErrors errors;
  parser.RecordErrorsTo(&errors);
  parser.AllowPartialMessage(true);
  parser.SetRecursionLimit(nesting);
  pb::io::ArrayInputStream stream(text.data(), static_cast<int>(text.size()));
  if (!parser.Parse(&stream, &Full<pb::Message>(*message))) NETDEF_THROW_KIND(kInvalidModel, errors.text());
}

}  // namespace netdef
