#include "golden/recording.h"

#include <cmath>
#include <type_traits>

#include "caffe2/proto/caffe2.pb.h"
#include "golden/json.h"
#include "golden/npz.h"
#include "netdef/operator.h"
#include "netdef/serialize.h"
#include "netdef/workspace.h"

namespace netdef {
namespace test {
namespace {

std::string DecodeBase64(const std::string& text) {
  static const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const size_t digit = alphabet.find(c);
    if (digit == alphabet.npos) break;  // the padding
    bits = bits << 6 | static_cast<uint32_t>(digit);
    count += 6;
    if (count >= 8) bytes += static_cast<char>(bits >> (count -= 8) & 0xff);
  }
  return bytes;
}

Values Blobs(const std::map<std::string, Tensor>& arrays, const Json& recording, const std::string& field) {
  Values blobs;
  for (const auto& [name, key] : Member(recording, field).struct_value().fields()) blobs[name] = arrays.at(key.string_value());
  for (const auto& [name, text] : Member(recording, field + "_str").struct_value().fields()) {
    std::vector<std::string> items;
    for (const Json& item : Member(text, "b64").list_value().values()) items.push_back(DecodeBase64(item.string_value()));
    const Json& shape = Member(text, "shape");
    if (shape.kind_case() != Json::kListValue) {
      blobs[name] = items.at(0);
      continue;
    }
    blobs[name] = Tensor(DimsOf(shape), items);
  }
  for (const auto& [name, q] : Member(recording, field + "_int8").struct_value().fields()) {
    blobs[name] = Int8Tensor{static_cast<float>(Member(q, "scale").number_value()), static_cast<int32_t>(Member(q, "zero_point").number_value()),
                             arrays.at(Member(q, "key").string_value())};
  }
  return blobs;
}

// --- comparing

bool Close(double expected, double got, const Recording& r) {
  if (std::isnan(expected) || std::isnan(got)) return std::isnan(expected) && std::isnan(got);
  if (std::isinf(expected) || std::isinf(got)) return expected == got;
  return std::abs(got - expected) <= r.atol + r.rtol * std::abs(expected);
}

template <typename T>
int64_t CountDifferences(const Tensor& expected, const Tensor& got, const Recording& r) {
  int64_t count = 0;
  for (int64_t i = 0; i < expected.numel(); ++i) {
    const T &e = expected.data<T>()[i], &g = got.data<T>()[i];
    if constexpr (std::is_floating_point_v<T> || std::is_same_v<T, Half>) {
      count += !Close(static_cast<double>(e), static_cast<double>(g), r);
    } else {
      count += !(e == g);
    }
  }
  return count;
}

std::string Difference(const Tensor& expected, const Tensor& got, const Recording& r) {
  if (got.dims() != expected.dims() || got.dtype() != expected.dtype()) return "is " + got.DebugString() + ", expected " + expected.DebugString();
  if (r.nondeterministic) return "";
  int64_t count = 0;
  DispatchTypes<float, double, Half, int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, bool, std::string>(
      expected.dtype(), [&](auto zero) { count = CountDifferences<decltype(zero)>(expected, got, r); });
  return count == 0 ? "" : internal::Concat(count, " of ", expected.numel(), " values differ");
}

std::string Difference(const Value& expected, const Blob& got, const Recording& r) {
  if (const auto* tensor = std::get_if<Tensor>(&expected)) {
    return got.IsType<Tensor>() ? Difference(*tensor, got.Get<Tensor>(), r) : "is a " + got.TypeName();
  }
  if (const auto* q = std::get_if<Int8Tensor>(&expected)) {
    if (!got.IsType<Int8Tensor>()) return "is no int8 tensor";
    const auto& g = got.Get<Int8Tensor>();
    const bool same = g.zero_point == q->zero_point && std::abs(g.scale - q->scale) <= 1e-5f * std::abs(q->scale);
    if (!same && !r.nondeterministic) {
      return internal::Concat("has scale ", g.scale, ", zero point ", g.zero_point, ", expected ", q->scale, ", ", q->zero_point);
    }
    return Difference(q->t, g.t, r);
  }
  if (!got.IsType<std::string>()) return "is no string";
  return r.nondeterministic || got.Get<std::string>() == std::get<std::string>(expected) ? "" : "is another string";
}

void Feed(const Value& value, Blob* blob) {
  std::visit([&](const auto& v) { *blob->GetMutable<std::decay_t<decltype(v)>>() = v; }, value);
  if (blob->IsType<Tensor>()) *blob->GetMutable<Tensor>() = std::get<Tensor>(value).Clone();  // operators may write in place
  if (blob->IsType<Int8Tensor>()) blob->GetMutable<Int8Tensor>()->t = std::get<Int8Tensor>(value).t.Clone();
}

}  // namespace

Differences ReadDifferences(const std::string& path) {
  const Json json = ReadJson(ReadFile(path));
  Differences differences;
  for (const auto& [reason, cases] : Member(json, "cases").struct_value().fields()) {
    for (const Json& id : cases.list_value().values()) differences.cases.insert(id.string_value());
  }
  for (const Json& phrase : Member(json, "lacked_a_type").list_value().values()) differences.lacked_a_type.push_back(phrase.string_value());
  return differences;
}

std::vector<Recording> ReadRecordings(const std::string& path) {
  const std::map<std::string, Tensor> arrays = ReadNpz(path);
  const auto text = [&](const std::string& key) {
    const Tensor& bytes = arrays.at(key);
    return std::string(static_cast<const char*>(bytes.raw_data()), bytes.nbytes());
  };
  const Json manifest = ReadJson(text("manifest"));
  std::vector<Recording> recordings;
  for (const Json& json : manifest.list_value().values()) {
    Recording& r = recordings.emplace_back();
    r.id = Member(json, "id").string_value();
    r.is_net = Member(json, "kind").string_value() == "net";
    r.definition = text(Member(json, "def_key").string_value());
    r.inputs = Blobs(arrays, json, "inputs");
    r.outputs = Blobs(arrays, json, "outputs");
    r.error = Member(json, "error").string_value();
    r.rtol = Member(json, "rtol").number_value();
    r.atol = Member(json, "atol").number_value();
    const Json& nondeterministic = Member(json, "nondeterministic");
    r.nondeterministic = nondeterministic.bool_value() || nondeterministic.number_value() != 0;
  }
  return recordings;
}

std::string Replay(const Recording& r, const Differences& differences) {
  Workspace ws;
  for (const auto& [name, value] : r.inputs) Feed(value, ws.CreateBlob(name));
  try {
    const bool ran = r.is_net ? ws.RunNetOnce(ParseMessage<caffe2::NetDef>(r.definition)) : ws.RunOperatorOnce(ParseMessage<caffe2::OperatorDef>(r.definition));
    NETDEF_ENFORCE(ran, "it did not succeed");
  } catch (const std::exception& error) {
    const std::string what = error.what();
    if (r.error.empty()) return "threw: " + what.substr(0, what.find('\n'));
    return what.empty() ? "the error has no message" : "";
  }
  if (!r.error.empty()) {
    for (const std::string& phrase : differences.lacked_a_type) {
      if (r.error.find(phrase) != r.error.npos) return "";
    }
    return "ran, but should throw: " + r.error.substr(0, 120);
  }
  for (const auto& [name, expected] : r.outputs) {
    const Blob* blob = ws.GetBlob(name);
    if (blob == nullptr) return name + ": is missing";
    const std::string why = Difference(expected, *blob, r);
    if (!why.empty()) return name + ": " + why;
  }
  return "";
}

}  // namespace test
}  // namespace netdef
