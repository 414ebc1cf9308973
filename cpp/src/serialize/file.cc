#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

#include "netdef/serialize.h"

namespace netdef {

namespace {

namespace fs = std::filesystem;

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

File OpenForReading(const std::string& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) NETDEF_THROW_KIND(kNotFound, path, " is a folder, expected a file");
  File file(std::fopen(path.c_str(), "rb"), &std::fclose);
  if (!file) NETDEF_THROW_KIND(kNotFound, "cannot open ", path, ": ", std::strerror(errno));
  return file;
}

void CheckRead(const std::string& path, const File& file) {
  NETDEF_ENFORCE(std::ferror(file.get()) == 0, "cannot read ", path, ": ", std::strerror(errno));
}

}  // namespace

std::string ReadFile(const std::string& path, const Limits& limits) {
  const File file = OpenForReading(path);
  const auto too_long = [&] {
    NETDEF_THROW_KIND(kLimit, path, " is longer than the limit of ", limits.bytes, " bytes (Limits::bytes)");
  };
  std::error_code error;
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
  CheckRead(path, file);
  bytes.resize(length);
  return bytes;
}

std::string ReadFileHead(const std::string& path, size_t bytes) {
  const File file = OpenForReading(path);
  std::string head(bytes, '\0');
  head.resize(std::fread(head.data(), 1, bytes, file.get()));
  CheckRead(path, file);
  return head;
}

}  // namespace netdef
