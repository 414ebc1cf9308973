// Bytes to messages: scan, then parse, then check that nothing required is missing.
#include <google/protobuf/message_lite.h>

#include <limits>

#include "netdef/build_info.h"
#include "netdef/error.h"
#include "netdef/serialize.h"
#include "serialize/runtime.h"
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

void CheckComplete(const pb::MessageLite& message) {
  if (!message.IsInitialized()) {
    NETDEF_THROW_KIND(kInvalidModel, "required fields are missing: ", message.InitializationErrorString());
  }
}

// False where the message has fields that its type does not know.
bool ParseBinary(std::string_view bytes, pb::MessageLite* message, const Limits& limits) {
  CheckSize(bytes, limits);
  const bool known = ScanMessage(bytes, MessageTable::Of(*message), limits);
  message->Clear();
  if (!MergeMessage(bytes, message, limits.nesting + 1)) NETDEF_THROW_KIND(kInvalidModel, "the bytes are damaged");
  CheckComplete(*message);
  return known;
}

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

Forms FormsOf(const std::string& message) {
  if (message == "NetDef") return {Format::kNetDef, Format::kNetDefText};
  if (message == "PlanDef") return {Format::kPlanDef, Format::kPlanDefText};
  if (message == "MetaNetDef") return {Format::kMetaNetDef, Format::kUnknown};
  if (message == "BlobProto") return {Format::kBlobProto, Format::kUnknown};
  if (message == "TensorProto") return {Format::kTensorProto, Format::kUnknown};
  if (message == "TensorProtos") return {Format::kTensorProtos, Format::kUnknown};
  return {};
}

// A text that names no kind of message may be the text of one whose text has no mark of its own.
bool IsTextOf(const Forms& forms, Format format) {
  return format != Format::kUnknown && (format == forms.text || (forms.text == Format::kUnknown && format == Format::kText));
}

}  // namespace

void ParseMessageInto(std::string_view bytes, pb::MessageLite* message, const Limits& limits) {
  try {
    ParseBinary(bytes, message, limits);
  } catch (const Error& e) {
    throw Error(internal::Concat("cannot parse the bytes as a ", MessageTable::Of(*message).name, ": ", e.message()), e.kind());
  }
}

void ParseTextInto(std::string_view text, pb::MessageLite* message, const Limits& limits) {
  CheckSize(text, limits);
  if (text.substr(0, 3) == "\xef\xbb\xbf") text.remove_prefix(3);
  ScanText(text, limits);
  MergeText(text, message, limits.nesting + 1);
  CheckComplete(*message);
  // Operators, dims and sizes are judged in one place, on the binary form.
  ScanMessage(message->SerializePartialAsString(), MessageTable::Of(*message), limits);
}

void ReadMessageInto(std::string_view bytes, const std::string& where, pb::MessageLite* message, const Limits& limits) {
  const std::string prefix = where.empty() ? "" : where + ": ";
  const std::string& name = MessageTable::Of(*message).name;
  const Format format = SniffFormat(bytes);
  const Forms forms = FormsOf(name);
  try {
    if (IsTextOf(forms, format)) return ParseTextInto(bytes, message, limits);
    if (format == forms.binary || format == Format::kUnknown) {
      const bool known = ParseBinary(bytes, message, limits);
      const bool sure = format == forms.binary && format != Format::kUnknown;
      if (sure || known) return;
    }
  } catch (const Error& e) {
    throw Error(internal::Concat(prefix, "this is no valid ", name, ": ", e.message()), e.kind());
  }
  NETDEF_THROW_KIND(kInvalidModel, prefix, "expected a ", name, ", but this is ", DescribeFormat(format));
}

}  // namespace netdef
