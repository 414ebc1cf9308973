// Bytes to messages: scan, then parse, then check that nothing required is missing.
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/text_format.h>

#include <limits>

#include "caffe2/proto/caffe2.pb.h"
#include "caffe2/proto/metanet.pb.h"
#include "netdef/build_info.h"
#include "netdef/serialize.h"
#include "serialize/merge.h"
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

void ParseBinary(std::string_view bytes, pb::Message* message, const Limits& limits) {
  CheckSize(bytes, limits);
  ScanMessage(bytes, message->GetDescriptor(), limits);
  message->Clear();
  if (!MergeMessage(bytes, message, limits.nesting + 1)) NETDEF_THROW_KIND(kInvalidModel, "the bytes are damaged");
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

// The forms that a message has in a file; kUnknown: SniffFormat knows none for it.
struct Forms {
  Format binary = Format::kUnknown, text = Format::kUnknown;
};

Forms FormsOf(const pb::Descriptor* message) {
  if (message == caffe2::NetDef::descriptor()) return {Format::kNetDef, Format::kNetDefText};
  if (message == caffe2::PlanDef::descriptor()) return {Format::kPlanDef, Format::kPlanDefText};
  if (message == caffe2::MetaNetDef::descriptor()) return {Format::kMetaNetDef, Format::kUnknown};
  if (message == caffe2::BlobProto::descriptor()) return {Format::kBlobProto, Format::kUnknown};
  if (message == caffe2::TensorProto::descriptor()) return {Format::kTensorProto, Format::kUnknown};
  if (message == caffe2::TensorProtos::descriptor()) return {Format::kTensorProtos, Format::kUnknown};
  return {};
}

// A text that names no kind of message may be the text of one whose text has no mark of its own.
bool IsTextOf(const Forms& forms, Format format) {
  return format != Format::kUnknown && (format == forms.text || (forms.text == Format::kUnknown && format == Format::kText));
}

}  // namespace

void ParseMessageInto(std::string_view bytes, pb::Message* message, const Limits& limits) {
  try {
    ParseBinary(bytes, message, limits);
  } catch (const Error& e) {
    throw Error(internal::Concat("cannot parse the bytes as a ", message->GetDescriptor()->name(), ": ", e.message()),
                e.kind());
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

void ReadMessageInto(std::string_view bytes, const std::string& where, pb::Message* message, const Limits& limits) {
  const std::string prefix = where.empty() ? "" : where + ": ";
  const std::string& name = message->GetDescriptor()->name();
  const Format format = SniffFormat(bytes);
  const Forms forms = FormsOf(message->GetDescriptor());
  try {
    if (IsTextOf(forms, format)) return ParseTextInto(bytes, message, limits);
    if (format == forms.binary || format == Format::kUnknown) {
      ParseBinary(bytes, message, limits);
      const bool sure = format == forms.binary && format != Format::kUnknown;
      if (sure || message->GetReflection()->GetUnknownFields(*message).empty()) return;
    }
  } catch (const Error& e) {
    throw Error(internal::Concat(prefix, "this is no valid ", name, ": ", e.message()), e.kind());
  }
  NETDEF_THROW_KIND(kInvalidModel, prefix, "expected a ", name, ", but this is ", DescribeFormat(format));
}

}  // namespace netdef
