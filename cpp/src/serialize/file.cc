#include "serialize/file_contents.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <utility>

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

FileContents::FileContents(const std::string& path, const Limits& limits) {
  const File file = OpenForReading(path);
  std::setvbuf(file.get(), nullptr, _IONBF, 0);
  const auto check = [&](uintmax_t length) {
    if (length > limits.bytes) NETDEF_THROW_KIND(kLimit, path, " is longer than the limit of ", limits.bytes, " bytes (Limits::bytes)");
  };
  std::error_code error;
  const auto size = fs::is_regular_file(path, error) ? fs::file_size(path, error) : 0;
  if (!error) check(size);

  // One byte more than the file has shows its end; a pipe has no size, so the memory grows then.
  memory_ = Buffer(error ? 1 : static_cast<size_t>(size) + 1);
  while (const size_t got = std::fread(static_cast<char*>(memory_.data()) + length_, 1, memory_.bytes() - length_, file.get())) {
    length_ += got;
    check(length_);
    if (length_ < memory_.bytes()) continue;
    Buffer more(2 * memory_.bytes() + (size_t{1} << 16));
    std::memcpy(more.data(), memory_.data(), length_);
    memory_ = std::move(more);
  }
  CheckRead(path, file);
}

std::string ReadFile(const std::string& path, const Limits& limits) { return std::string(FileContents(path, limits).bytes()); }

std::string ReadFileHead(const std::string& path, size_t bytes) {
  const File file = OpenForReading(path);
  std::string head(bytes, '\0');
  head.resize(std::fread(head.data(), 1, bytes, file.get()));
  CheckRead(path, file);
  return head;
}

}  // namespace netdef
