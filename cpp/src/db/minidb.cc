// minidb: records of key length, value length (int32, little-endian), key, value, one after the
// other in the order they were put.
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "netdef/db.h"
#include "netdef/error.h"

namespace netdef {
namespace db {
namespace {

namespace fs = std::filesystem;

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

File OpenFile(const std::string& path, const char* how) {
  File file(std::fopen(path.c_str(), how), &std::fclose);
  if (!file) NETDEF_THROW_KIND(kNotFound, "Cannot open file: ", path, " (", std::strerror(errno), ")");
  return file;
}

void EncodeLength(size_t length, unsigned char* out) {
  for (int i = 0; i < 4; ++i) out[i] = static_cast<unsigned char>(length >> (8 * i));
}

uint32_t DecodeLength(const unsigned char* in) {
  uint32_t length = 0;
  for (int i = 4; i-- > 0;) length = length << 8 | in[i];
  return length;
}

class MiniDbCursor final : public Cursor {
 public:
  explicit MiniDbCursor(const std::string& path) : path_(path), file_(OpenFile(path, "rb")), size_(fs::file_size(path)) {
    Next();
  }

  void SeekToFirst() override {
    std::rewind(file_.get());
    position_ = 0;
    Next();
  }

  void Next() override {
    valid_ = false;
    if (position_ == size_) return;
    unsigned char header[8];
    if (size_ - position_ < sizeof header) Damaged("the file ends inside a record");
    Read(header, sizeof header);
    const uint32_t key = DecodeLength(header), value = DecodeLength(header + 4);
    const uint64_t left = size_ - position_ - sizeof header;
    if (key == 0 || key > INT32_MAX || value > INT32_MAX) Damaged("there is no record of these lengths");
    if (uint64_t{key} + value > left) Damaged("a record is longer than what is left of the file");
    key_.resize(key);
    value_.resize(value);
    Read(key_.data(), key);
    Read(value_.data(), value);
    position_ += sizeof header + key + value;
    valid_ = true;
  }

  bool Valid() override { return valid_; }
  std::string key() override { return Record(key_); }
  std::string value() override { return Record(value_); }

 private:
  const std::string& Record(const std::string& part) const {
    NETDEF_ENFORCE(valid_, "Cursor is at invalid location! ", path_, " has no more records");
    return part;
  }

  void Read(void* to, size_t bytes) {
    if (std::fread(to, 1, bytes, file_.get()) != bytes) Damaged("it cannot be read further");
  }

  [[noreturn]] void Damaged(const char* why) const {
    NETDEF_THROW_KIND(kInvalidModel, path_, " is no minidb database, or a damaged one: at byte ", position_, ", ", why);
  }

  const std::string path_;
  File file_;
  uint64_t size_, position_ = 0;
  std::string key_, value_;
  bool valid_ = false;
};

// Writes straight into `file`; a new database gets its name with the first commit, so that no one
// meets a half-written file under it, nor loses the old one to a failure.
class MiniDbTransaction final : public Transaction {
 public:
  MiniDbTransaction(std::FILE* file, std::function<void()> committed) : file_(file), committed_(std::move(committed)) {}

  void Put(const std::string& key, const std::string& value) override {
    NETDEF_ENFORCE(!key.empty(), "a record needs a key");
    NETDEF_ENFORCE(key.size() <= INT32_MAX && value.size() <= INT32_MAX, "a record of a minidb ends at 2 GB, ", key,
                   " has ", value.size(), " bytes");
    unsigned char header[8];
    EncodeLength(key.size(), header);
    EncodeLength(value.size(), header + 4);
    Write(header, sizeof header);
    Write(key.data(), key.size());
    Write(value.data(), value.size());
  }

  void Commit() override {
    NETDEF_ENFORCE(std::fflush(file_) == 0, "cannot write to the database: ", std::strerror(errno));
    committed_();
  }

 private:
  void Write(const void* from, size_t bytes) {
    NETDEF_ENFORCE(std::fwrite(from, 1, bytes, file_) == bytes, "cannot write to the database: ", std::strerror(errno));
  }

  std::FILE* file_;
  std::function<void()> committed_;
};

class MiniDb final : public DB {
 public:
  MiniDb(std::string source, Mode mode, const Limits& limits) : source_(std::move(source)), mode_(mode) {
    if (mode_ == Mode::kNew) {
      std::error_code none;
      NETDEF_ENFORCE(!fs::exists(source_, none) || fs::is_regular_file(source_, none), "Cannot open file: ", source_,
                     " is there and no regular file");
      temporary_ = TemporaryName();
      file_ = OpenFile(temporary_, "wbx");
      return;
    }
    if (fs::is_directory(source_)) NETDEF_THROW_KIND(kNotFound, "Cannot open file: ", source_, " is a folder");
    file_ = OpenFile(source_, mode_ == Mode::kRead ? "rb" : "ab");
    if (mode_ == Mode::kRead && fs::is_regular_file(source_) && fs::file_size(source_) > limits.bytes) {
      NETDEF_THROW_KIND(kLimit, source_, " is longer than the limit of ", limits.bytes, " bytes (Limits::bytes)");
    }
  }

  ~MiniDb() override { MiniDb::Close(); }

  std::unique_ptr<Cursor> NewCursor() override {
    NETDEF_ENFORCE(file_ != nullptr && mode_ == Mode::kRead, source_, " is not open for reading");
    return std::make_unique<MiniDbCursor>(source_);
  }

  std::unique_ptr<Transaction> NewTransaction() override {
    NETDEF_ENFORCE(file_ != nullptr && mode_ != Mode::kRead, source_, " is not open for writing");
    return std::make_unique<MiniDbTransaction>(file_.get(), [this] { GiveName(); });
  }

  void Close() override {
    file_.reset();
    std::error_code none;
    if (!temporary_.empty()) fs::remove(temporary_, none);  // never committed
    temporary_.clear();
  }

 private:
  std::string TemporaryName() const {
    for (int i = 0;; ++i) {
      std::string name = source_ + ".part" + std::to_string(i);
      std::error_code none;
      if (i == 1000 || !fs::exists(fs::symlink_status(name, none))) return name;
    }
  }

  void GiveName() {
    if (temporary_.empty()) return;
    std::error_code error;
    fs::rename(temporary_, source_, error);
    NETDEF_ENFORCE(!error, "cannot write ", source_, ": ", error.message());
    temporary_.clear();
  }

  const std::string source_;
  const Mode mode_;
  std::string temporary_;
  File file_{nullptr, &std::fclose};
};

REGISTER_CAFFE2_DB(minidb, MiniDb);
REGISTER_CAFFE2_DB(MiniDB, MiniDb);

}  // namespace
}  // namespace db
}  // namespace netdef
