#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

#include "netdef/serialize.h"

namespace netdef {

std::string ReadFile(const std::string& path, const Limits& limits) {
  namespace fs = std::filesystem;
  const auto too_long = [&] {
    NETDEF_THROW_KIND(kLimit, path, " is longer than the limit of ", limits.bytes, " bytes (Limits::bytes)");
  };
  std::error_code error;
  if (fs::is_directory(path, error)) NETDEF_THROW_KIND(kNotFound, path, " is a folder, expected a file");
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
  if (!file) NETDEF_THROW_KIND(kNotFound, "cannot open ", path, ": ", std::strerror(errno));
  const auto size = fs::is_regular_file(path, error) ? fs::file_size(path, error) : 0;
  if (!error && size > limits.bytes) too_long();

  // One byte more than the file has shows its end; a pipe has no size, so the buffer grows then.
  std::string bytes(error ? 1 : static_cast<size_t>(size) + 1, '\0');
  size_t length = 0;
  while (const size_t got = std::fread(bytes.data() + length, 1, bytes.size() - length, file.get())) {
    length += got;
    if (length > limits.bytes) too_long();
    if (length == bytes.size()) bytes.resize(bytes.size() + (size_t{1} << 20));
  }
  NETDEF_ENFORCE(std::ferror(file.get()) == 0, "cannot read ", path, ": ", std::strerror(errno));
  bytes.resize(length);
  return bytes;
}

}  // namespace netdef
