#include "ops/onnx_string/_shared.h"

namespace netdef {
inline namespace onnx_string {  // other families have things of the same names

constexpr uint32_t kRawByte = 0x80000000u;  // beyond every code point: marks a byte that is no UTF-8

std::vector<uint32_t> DecodeUtf8(const std::string& text) {
  std::vector<uint32_t> out;
  for (size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const size_t length = lead < 0x80 ? 1 : lead >> 5 == 6 ? 2 : lead >> 4 == 14 ? 3 : lead >> 3 == 30 ? 4 : 0;
    uint32_t c = length == 1 ? lead : length == 2 ? lead & 0x1F : length == 3 ? lead & 0x0F : lead & 0x07;
    bool valid = length != 0 && i + length <= text.size();
    for (size_t k = 1; valid && k < length; ++k) {
      const auto next = static_cast<unsigned char>(text[i + k]);
      valid = next >> 6 == 2;
      c = c << 6 | (next & 0x3F);
    }
    out.push_back(valid ? c : kRawByte | lead);
    i += valid ? length : 1;
  }
  return out;
}

std::string EncodeUtf8(const std::vector<uint32_t>& text) {
  std::string out;
  for (uint32_t c : text) {
    if (c < 0x80 || c & kRawByte) {
      out += static_cast<char>(c & 0xFF);
    } else if (c < 0x800) {
      out += {static_cast<char>(0xC0 | c >> 6), static_cast<char>(0x80 | (c & 0x3F))};
    } else if (c < 0x10000) {
      out += {static_cast<char>(0xE0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 0x3F)), static_cast<char>(0x80 | (c & 0x3F))};
    } else {
      out += {static_cast<char>(0xF0 | c >> 18), static_cast<char>(0x80 | (c >> 12 & 0x3F)), static_cast<char>(0x80 | (c >> 6 & 0x3F)), static_cast<char>(0x80 | (c & 0x3F))};
    }
  }
  return out;
}

namespace {

// Ranges of capital letters with the distance to the small ones.
struct CaseRange {
  uint32_t first, last, distance;
};
constexpr CaseRange kRanges[] = {{'A', 'Z', 32}, {0xC0, 0xD6, 32}, {0xD8, 0xDE, 32}, {0x391, 0x3A1, 32}, {0x3A3, 0x3AB, 32}, {0x410, 0x42F, 32}, {0x400, 0x40F, 80}};

}  // namespace

uint32_t LowerCase(uint32_t c) {
  for (const CaseRange& r : kRanges) {
    if (c >= r.first && c <= r.last) return c + r.distance;
  }
  return c >= 0x100 && c <= 0x137 && c % 2 == 0 ? c + 1 : c;  // Latin Extended-A: in turns
}

uint32_t UpperCase(uint32_t c) {
  for (const CaseRange& r : kRanges) {
    if (c >= r.first + r.distance && c <= r.last + r.distance) return c - r.distance;
  }
  return c >= 0x100 && c <= 0x137 && c % 2 == 1 ? c - 1 : c;
}

}  // namespace onnx_string
}  // namespace netdef
