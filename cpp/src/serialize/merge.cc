#include "serialize/merge.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/message.h>

#include <cstring>

#include "caffe2/proto/caffe2.pb.h"
#include "serialize/wire.h"

namespace netdef {
namespace {

namespace pb = google::protobuf;

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

}  // namespace

// A message is what its fields are one after the other, so stretches of them may be read apart.
bool MergeMessage(std::string_view bytes, pb::Message* message, int nesting) {
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
      if (!MergeMessage(field.bytes, part, nesting - 1)) return false;
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

}  // namespace netdef
