// What kind of file these bytes are, told from their first bytes and their structure.
#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "netdef/serialize.h"
#include "serialize/wire.h"

namespace netdef {
namespace {

bool StartsWith(std::string_view bytes, std::string_view prefix) { return bytes.substr(0, prefix.size()) == prefix; }

bool Contains(std::string_view bytes, std::string_view what) { return bytes.find(what) != std::string_view::npos; }

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool IsText(std::string_view bytes) {
  const std::string_view head = bytes.substr(0, 4096);
  return !head.empty() && std::all_of(head.begin(), head.end(), [](char c) {
    const auto u = static_cast<unsigned char>(c);
    return u >= 0x20 ? u != 0x7f : IsSpace(c);
  });
}

std::string_view SkipSpace(std::string_view text) {
  while (!text.empty() && IsSpace(text.front())) text.remove_prefix(1);
  return text;
}

// Text without leading comments, for the first word that matters.
std::string_view SkipComments(std::string_view text) {
  for (text = SkipSpace(text); StartsWith(text, "#"); text = SkipSpace(text)) {
    text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  }
  return text;
}

// Whether `word` opens a message or stands before a colon somewhere near the beginning or later.
bool HasField(std::string_view text, std::string_view word, char follows) {
  for (size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const bool starts = at == 0 || IsSpace(text[at - 1]) || text[at - 1] == '{' || text[at - 1] == '}';
    const std::string_view rest = SkipSpace(text.substr(at + word.size()));
    if (starts && StartsWith(rest, std::string_view(&follows, 1))) return true;
  }
  return false;
}

Format SniffText(std::string_view bytes) {
  const std::string_view text = SkipComments(bytes);
  if (StartsWith(text, "version https://git-lfs")) return Format::kLfsPointer;
  std::string head(text.substr(0, 256));
  std::transform(head.begin(), head.end(), head.begin(), [](unsigned char c) { return std::tolower(c); });
  if (StartsWith(head, "<!doctype") || StartsWith(head, "<html") || StartsWith(head, "<?xml") || StartsWith(head, "<head")) {
    return Format::kHtml;
  }
  if (StartsWith(text, "{") || StartsWith(text, "[")) return Format::kJson;
  if (HasField(text, "execution_step", '{') || HasField(text, "network", '{')) return Format::kPlanDefText;
  if (HasField(text, "op", '{')) return Format::kNetDefText;
  if (HasField(text, "layer", '{') || HasField(text, "layers", '{')) return Format::kCaffePrototxt;
  if (HasField(text, "external_input", ':') || HasField(text, "external_output", ':')) return Format::kNetDefText;
  return Format::kText;
}

// The top level of a message: how often each (number, wire type) occurs, and the first contents.
class Outline {
 public:
  explicit Outline(std::string_view message) {
    WireReader reader(message);
    WireField field;
    while (reader.Next(&field)) {
      Entry& entry = fields_[{field.number, field.type}];
      if (entry.count++ == 0) entry.first = field;
      ++total_;
      highest_ = std::max(highest_, field.number);
    }
    broken_ = reader.error() != nullptr;
  }

  // nullptr where there is none.
  const WireField* Find(uint32_t number, uint32_t type) const {
    const auto it = fields_.find({number, type});
    return it == fields_.end() ? nullptr : &it->second.first;
  }
  bool Has(uint32_t number, uint32_t type) const { return Find(number, type) != nullptr; }
  bool broken() const { return broken_; }
  int64_t total() const { return total_; }
  uint32_t highest() const { return highest_; }

 private:
  struct Entry {
    int64_t count = 0;
    WireField first;
  };
  std::map<std::pair<uint32_t, uint32_t>, Entry> fields_;
  int64_t total_ = 0;
  uint32_t highest_ = 0;
  bool broken_ = false;
};

bool IsName(const WireField* field) {
  return field != nullptr && !field->bytes.empty() && field->bytes.size() < 1000 && IsText(field->bytes);
}

bool LooksLikeOperator(std::string_view bytes) {
  const Outline op(bytes);
  return op.highest() <= 12 && IsName(op.Find(4, kWireBytes)) && (op.Has(1, kWireBytes) || op.Has(2, kWireBytes));
}

bool LooksLikeNet(const Outline& net) {
  const WireField* op = net.Find(2, kWireBytes);
  return net.highest() <= 9 && op != nullptr && LooksLikeOperator(op->bytes);
}

bool LooksLikeTensor(const Outline& t) {
  const bool dims = t.Has(1, kWireVarint) || t.Has(1, kWireBytes);
  const bool data = t.Has(3, kWireBytes) || t.Has(3, kWireFixed32) || t.Has(4, kWireBytes) || t.Has(4, kWireVarint) ||
                    t.Has(5, kWireBytes) || t.Has(6, kWireBytes) || t.Has(9, kWireBytes) || t.Has(10, kWireBytes) ||
                    t.Has(13, kWireBytes);
  return t.highest() <= 14 && dims && data && !t.Has(2, kWireBytes);
}

Format SniffProto(std::string_view bytes) {
  const Outline top(bytes);
  if (top.total() == 0) return Format::kUnknown;
  if (LooksLikeNet(top)) return Format::kNetDef;
  const WireField* first = top.Find(1, kWireBytes);
  const WireField* second = top.Find(2, kWireBytes);
  const WireField* third = top.Find(3, kWireBytes);
  if (second != nullptr && LooksLikeNet(Outline(second->bytes)) && top.highest() <= 3) return Format::kPlanDef;
  if (second != nullptr) {
    const Outline entry(second->bytes);
    const WireField* value = entry.Find(2, kWireBytes);
    if (IsName(entry.Find(1, kWireBytes)) && value != nullptr && LooksLikeNet(Outline(value->bytes))) {
      return Format::kMetaNetDef;
    }
  }
  if (IsName(second) && ((third != nullptr && LooksLikeTensor(Outline(third->bytes))) || top.Has(4, kWireBytes) ||
                         top.Has(5, kWireBytes)) && top.highest() <= 7) {
    return Format::kBlobProto;
  }
  const WireField* ir_version = top.Find(1, kWireVarint);
  if (ir_version != nullptr && ir_version->varint < 100 && top.Has(7, kWireBytes) &&
      (top.Has(8, kWireBytes) || top.Has(2, kWireBytes))) {
    return Format::kOnnx;
  }
  if (LooksLikeTensor(top)) return Format::kTensorProto;
  if (first != nullptr && top.highest() == 1 && LooksLikeTensor(Outline(first->bytes))) return Format::kTensorProtos;
  if (top.Has(100, kWireBytes) && !top.broken()) return Format::kCaffeModel;
  if (top.total() == 1 && !top.broken() && IsName(first)) return Format::kNetDef;  // no operators, as where a model has no weights
  return Format::kUnknown;
}

uint32_t LittleEndian32(std::string_view bytes) {
  uint32_t value = 0;
  for (size_t i = 4; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

// A first record whose key is text and which ends where the file ends or another record begins.
bool LooksLikeMiniDb(std::string_view bytes) {
  if (bytes.size() < 10) return false;
  const uint64_t key = LittleEndian32(bytes), value = LittleEndian32(bytes.substr(4));
  return key > 0 && key < 4096 && value < (uint64_t{1} << 31) && 8 + key <= bytes.size() && IsText(bytes.substr(8, key));
}

}  // namespace

Format SniffFormat(std::string_view bytes) {
  if (bytes.empty()) return Format::kEmpty;
  if (StartsWith(bytes, "\xef\xbb\xbf")) bytes.remove_prefix(3);  // the mark some editors put before text
  if (IsText(bytes)) {
    const Format text = SniffText(bytes);
    if (text != Format::kText) return text;
    // A small binary message can consist of printable characters and line breaks only.
    const Format proto = SniffProto(bytes);
    return proto == Format::kUnknown ? text : proto;
  }
  if (StartsWith(bytes, "PK\x03\x04")) {
    const std::string_view head = bytes.substr(0, 4096);
    if (Contains(head, ".npy")) return Format::kNumpy;
    return Contains(head, "data.pkl") || Contains(head, "constants.pkl") || Contains(head, "/version") ? Format::kTorchZip
                                                                                                       : Format::kZip;
  }
  if (StartsWith(bytes, "\x1f\x8b")) return Format::kGzip;
  if (StartsWith(bytes, "\x93NUMPY")) return Format::kNumpy;
  if (StartsWith(bytes, "\x89HDF\r\n")) return Format::kHdf5;
  if (StartsWith(bytes.substr(std::min<size_t>(4, bytes.size())), "TFL3")) return Format::kTflite;
  const auto second = static_cast<unsigned char>(bytes.size() > 1 ? bytes[1] : '\0');
  if (bytes[0] == '\x80' && second >= 2 && second <= 5) return Format::kPickle;
  if (LooksLikeMiniDb(bytes)) return Format::kMiniDb;
  const Format proto = SniffProto(bytes);
  if (proto != Format::kUnknown) return proto;
  // Protocol 0 and 1 of pickle have no mark at the start, but all pickles end with one.
  if ((bytes[0] == '(' || bytes[0] == '}' || bytes[0] == ']') && bytes.back() == '.') return Format::kPickle;
  return Format::kUnknown;
}

std::string DescribeFormat(Format format) {
  switch (format) {
    case Format::kEmpty:
      return "an empty file; its download or export did not finish";
    case Format::kNetDef:
      return "a NetDef";
    case Format::kNetDefText:
      return "a NetDef in text form";
    case Format::kPlanDef:
    case Format::kPlanDefText:
      return "a PlanDef (nets together with the steps that run them); run it with workspace.RunPlan";
    case Format::kMetaNetDef:
      return "a bare MetaNetDef; its parameters are in the database it came from, open that";
    case Format::kBlobProto:
      return "one serialized blob; read it with workspace.DeserializeBlob";
    case Format::kTensorProto:
      return "one serialized tensor; read it with utils.Caffe2TensorToNumpyArray";
    case Format::kTensorProtos:
      return "serialized tensors (a TensorProtos message or a protodb database)";
    case Format::kMiniDb:
      return "a minidb database; load it with the Load operator, or with netdef.load if it holds a MetaNetDef";
    case Format::kOnnx:
      return "an ONNX model, not a Caffe2 net";
    case Format::kCaffeModel:
    case Format::kCaffePrototxt:
      return "a model of Caffe 1; translate the prototxt and caffemodel pair with caffe_translator first";
    case Format::kLfsPointer:
      return "a Git LFS pointer, not the file itself; fetch it with `git lfs pull`, or download it from its project's page";
    case Format::kHtml:
      return "a web page, not a model; download the raw file instead of the page that shows it";
    case Format::kJson:
      return "JSON; Caffe2 nets are protobuf messages, binary or in text form";
    case Format::kPickle:
      return "a Python pickle; it could run any code, so netdef never opens one. Where you trust it, write its arrays to an .npz and feed them";
    case Format::kTorchZip:
      return "a PyTorch archive (torch.save or TorchScript), not a Caffe2 net; export the model to ONNX from PyTorch";
    case Format::kZip:
      return "a zip archive; unpack it and open what is inside";
    case Format::kGzip:
      return "a gzip file; unpack it and open what is inside";
    case Format::kNumpy:
      return "NumPy arrays; load them with numpy and feed them to a net";
    case Format::kHdf5:
      return "an HDF5 file, not a Caffe2 net";
    case Format::kTflite:
      return "a TensorFlow Lite model, not a Caffe2 net";
    case Format::kText:
      return "text, but no net: there is no `op { ... }` in it";
    case Format::kUnknown:
      break;
  }
  return "no kind of file that netdef knows; truncated or damaged?";
}

}  // namespace netdef
