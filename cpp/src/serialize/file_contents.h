// The contents of a file, for readers that need no string: the memory is not written before the file fills it.
#pragma once

#include <string>
#include <string_view>

#include "base/buffer.h"
#include "netdef/limits.h"

namespace netdef {

class FileContents {
 public:
  FileContents(const std::string& path, const Limits& limits);
  std::string_view bytes() const { return {static_cast<const char*>(memory_.data()), length_}; }

 private:
  Buffer memory_;
  size_t length_ = 0;
};

}  // namespace netdef
