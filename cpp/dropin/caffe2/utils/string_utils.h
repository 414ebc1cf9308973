#pragma once

#include <sstream>
#include <string>
#include <vector>

namespace caffe2 {

inline std::vector<std::string> split(char separator, const std::string& text, bool ignore_empty = false) {
  std::vector<std::string> pieces;
  std::istringstream in(text);
  std::string piece;
  while (std::getline(in, piece, separator)) {
    if (!piece.empty() || !ignore_empty) pieces.push_back(piece);
  }
  return pieces;
}
inline std::string trim(const std::string& text) {
  const size_t first = text.find_first_not_of(" \t\r\n"), last = text.find_last_not_of(" \t\r\n");
  return first == std::string::npos ? "" : text.substr(first, last - first + 1);
}
inline bool StartsWith(const std::string& text, const std::string& prefix) { return text.compare(0, prefix.size(), prefix) == 0; }
inline bool EndsWith(const std::string& text, const std::string& suffix) {
  return text.size() >= suffix.size() && text.compare(text.size() - suffix.size(), suffix.size(), suffix) == 0;
}

}  // namespace caffe2
