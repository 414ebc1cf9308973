// Bytes to messages: scan, then parse, then check that nothing required is missing.
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/text_format.h>

#include <limits>

#include "caffe2/proto/caffe2.pb.h"
#include "caffe2/proto/metanet.pb.h"
#include "netdef/build_info.h"
#include "netdef/serialize.h"
#include "serialize/scan.h"

namespace netdef {
namespace {

[[maybe_unused]] const bool kBuiltWith =
    internal::AddBuiltWith("protobuf", google::protobuf::internal::VersionString(GOOGLE_PROTOBUF_VERSION));

namespace pb = google::protobuf;

void CheckSize(std::string_view bytes, const Limits& limits) {
  if (bytes.size() > limits.bytes) {
    NETDEF_THROW_KIND(kLimit, bytes.size(), " bytes are more than the limit of ", limits.bytes, " (Limits::bytes)");
  }
  if (bytes.size() > static_cast<size_t>(std::numeric_limits<int>::max())) {
    NETDEF_THROW_KIND(kLimit, "protobuf messages end at 2 GB, this one has ", bytes.size(),
                      " bytes; larger models keep their parameters in a database");
  }
}

void CheckComplete(const pb::Message& message) {
  if (!message.IsInitialized()) {
    NETDEF_THROW_KIND(kInvalidModel, "required fields are missing: ", message.InitializationErrorString());
  }
}

void ParseBinaryInto(std::string_view bytes, pb::Message* message, const Limits& limits) {
  CheckSize(bytes, limits);
  ScanMessage(bytes, message->GetDescriptor(), limits);
  pb::io::CodedInputStream stream(reinterpret_cast<const uint8_t*>(bytes.data()), static_cast<int>(bytes.size()));
  stream.SetRecursionLimit(limits.nesting + 1);
  if (!message->ParsePartialFromCodedStream(&stream) || !stream.ConsumedEntireMessage()) {
    NETDEF_THROW_KIND(kInvalidModel, "the bytes are damaged");
  }
  CheckComplete(*message);
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

// What the text will at most become, counted before it is parsed: a brace opens a message, a colon
// or comma goes before a value.
void ScanText(std::string_view text, const Limits& limits) {
  constexpr uint64_t kMessageBytes = 256, kValueBytes = 48;
  uint64_t memory = text.size();
  int depth = 1;
  for (size_t i = 0; i < text.size(); ++i) {
    switch (const char c = text[i]) {
      case '#':
        i = std::min(text.find('\n', i), text.size());
        break;
      case '"':
      case '\'':
        for (++i; i < text.size() && text[i] != c; ++i) i += text[i] == '\\' ? 1 : 0;
        break;
      case '{':
      case '<':
        memory += kMessageBytes;
        if (++depth > limits.nesting) {
          NETDEF_THROW_KIND(kLimit, "messages are nested deeper than the limit of ", limits.nesting,
                            " (Limits::nesting)");
        }
        break;
      case '}':
      case '>':
        --depth;
        break;
      case ':':
      case ',':
        memory += kValueBytes;
        break;
      default:
        break;
    }
  }
  if (memory > limits.memory) {
    NETDEF_THROW_KIND(kLimit, "the text would take more memory than the limit of ", limits.memory,
                      " bytes (Limits::memory)");
  }
}

void ParseTextInto(std::string_view text, pb::Message* message, const Limits& limits) {
  CheckSize(text, limits);
  if (text.substr(0, 3) == "\xef\xbb\xbf") text.remove_prefix(3);
  ScanText(text, limits);
  pb::TextFormat::Parser parser;
  TextErrors errors;
  parser.RecordErrorsTo(&errors);
  parser.AllowPartialMessage(true);
  parser.SetRecursionLimit(limits.nesting + 1);
  pb::io::ArrayInputStream stream(text.data(), static_cast<int>(text.size()));
  if (!parser.Parse(&stream, message)) {
    NETDEF_THROW_KIND(kInvalidModel, "the text is no ", message->GetDescriptor()->name(), ": ", errors.text());
  }
  CheckComplete(*message);
  // Operators, dims and sizes are judged in one place, on the binary form.
  std::string bytes;
  message->SerializePartialToString(&bytes);
  ScanMessage(bytes, message->GetDescriptor(), limits);
}

// The forms a message may have in a file.
template <typename Message>
constexpr Format kBinaryForm = Format::kUnknown;
template <typename Message>
constexpr Format kTextForm = Format::kUnknown;
template <>
constexpr Format kBinaryForm<caffe2::NetDef> = Format::kNetDef;
template <>
constexpr Format kTextForm<caffe2::NetDef> = Format::kNetDefText;
template <>
constexpr Format kBinaryForm<caffe2::PlanDef> = Format::kPlanDef;
template <>
constexpr Format kTextForm<caffe2::PlanDef> = Format::kPlanDefText;
template <>
constexpr Format kBinaryForm<caffe2::MetaNetDef> = Format::kMetaNetDef;

}  // namespace

template <typename Message>
Message ParseMessage(std::string_view bytes, const Limits& limits) {
  Message message;
  try {
    ParseBinaryInto(bytes, &message, limits);
  } catch (const Error& e) {
    throw Error(internal::Concat("cannot parse the bytes as a ", Message::descriptor()->name(), ": ", e.message()),
                e.kind());
  }
  return message;
}

template <typename Message>
Message ParseText(std::string_view text, const Limits& limits) {
  Message message;
  ParseTextInto(text, &message, limits);
  return message;
}

template <typename Message>
Message ReadMessage(std::string_view bytes, const std::string& where, const Limits& limits) {
  const std::string prefix = where.empty() ? "" : where + ": ";
  const std::string& name = Message::descriptor()->name();
  const Format format = SniffFormat(bytes);
  Message message;
  try {
    if (format != Format::kUnknown && format == kTextForm<Message>) {
      ParseTextInto(bytes, &message, limits);
      return message;
    }
    if (format == kBinaryForm<Message> || format == Format::kUnknown) {
      ParseBinaryInto(bytes, &message, limits);
      const pb::Reflection* reflection = message.GetReflection();
      if (format == kBinaryForm<Message> || reflection->GetUnknownFields(message).empty()) return message;
    }
  } catch (const Error& e) {
    throw Error(internal::Concat(prefix, "this is no valid ", name, ": ", e.message()), e.kind());
  }
  NETDEF_THROW_KIND(kInvalidModel, prefix, "expected a ", name, ", but this is ", DescribeFormat(format));
}

#define NETDEF_MESSAGE(Message)                                                                     \
  template NETDEF_API caffe2::Message ParseMessage<caffe2::Message>(std::string_view, const Limits&); \
  template NETDEF_API caffe2::Message ParseText<caffe2::Message>(std::string_view, const Limits&);    \
  template NETDEF_API caffe2::Message ReadMessage<caffe2::Message>(std::string_view, const std::string&, const Limits&)

NETDEF_MESSAGE(NetDef);
NETDEF_MESSAGE(OperatorDef);
NETDEF_MESSAGE(PlanDef);
NETDEF_MESSAGE(MetaNetDef);
NETDEF_MESSAGE(DeviceOption);
NETDEF_MESSAGE(BlobProto);
NETDEF_MESSAGE(TensorProto);
NETDEF_MESSAGE(TensorProtos);
NETDEF_MESSAGE(QTensorProto);
NETDEF_MESSAGE(DBReaderProto);
NETDEF_MESSAGE(Argument);
NETDEF_MESSAGE(TensorShapes);

}  // namespace netdef
