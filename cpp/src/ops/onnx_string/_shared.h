// What the operators on strings share.
#pragma once

#include <string>
#include <vector>

#include "netdef/onnx_operator.h"

namespace netdef {
inline namespace onnx_string {  // other families have things of the same names

// The characters of a UTF-8 string as code points; bytes that are no UTF-8 stand for themselves.
std::vector<uint32_t> DecodeUtf8(const std::string& text);
std::string EncodeUtf8(const std::vector<uint32_t>& text);

// Letters of Latin, Greek and Cyrillic alphabets in the other case; others as they are.
uint32_t LowerCase(uint32_t c);
uint32_t UpperCase(uint32_t c);

}  // namespace onnx_string
}  // namespace netdef
