// FileStoreHandlerCreate: a store in a folder that several processes see: a file for each key.
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>
#include <thread>

#include "netdef/serialize.h"
#include "ops/store/_shared.h"

namespace netdef {
namespace {

namespace fs = std::filesystem;

// A name that any file system takes, another one for every key.
std::string FileName(const std::string& key) {
  std::ostringstream out;
  out << 'k' << std::hex;
  for (const char c : key) {
    if (std::isalnum(static_cast<unsigned char>(c))) {
      out << c;
    } else {
      out << '_' << static_cast<int>(static_cast<unsigned char>(c)) << '_';
    }
  }
  return out.str();
}

class FileStore final : public StoreHandler {
 public:
  FileStore(const std::string& path, const std::string& prefix) : folder_(fs::path(path) / FileName(prefix)) {
    fs::create_directories(folder_);
  }

  void Set(const std::string& key, const std::string& bytes) override {
    const Lock lock(folder_);
    if (fs::exists(File(key))) {
      NETDEF_ENFORCE(ReadFile(File(key).string()) == bytes, "key '", key, "' of the store has another value already");
    } else {
      Put(key, bytes);
    }
  }

  std::string Get(const std::string& key) override {
    Wait({key});
    return ReadFile(File(key).string());
  }

  int64_t Add(const std::string& key, int64_t value) override {
    const Lock lock(folder_);
    int64_t sum = 0;
    if (fs::exists(File(key))) std::istringstream(ReadFile(File(key).string())) >> sum;
    NETDEF_ENFORCE(!__builtin_add_overflow(sum, value, &sum), "counter '", key, "' of the store is full");
    Put(key, std::to_string(sum));
    return sum;
  }

  void Wait(const std::vector<std::string>& keys) override {
    Poll([&] { return std::all_of(keys.begin(), keys.end(), [&](const std::string& key) { return fs::exists(File(key)); }); },
         "keys of the store");
  }

 private:
  template <typename Done>
  static void Poll(const Done& done, const char* what) {
    const auto end = std::chrono::steady_clock::now() + kDefaultTimeout;
    while (!done()) {
      NETDEF_ENFORCE(std::chrono::steady_clock::now() < end, "Timeout: waited ", kDefaultTimeout.count() / 1000, " seconds for ", what);
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  }

  // Held while a folder of this name exists: to make one is atomic everywhere.
  class Lock {
   public:
    explicit Lock(const fs::path& folder) : lock_(folder / "lock") {
      Poll([&] { return TryMake(); }, "the lock of the store");
    }
    ~Lock() {
      std::error_code ignored;  // the folder may have been removed with the store
      fs::remove(lock_, ignored);
    }
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;

   private:
    bool TryMake() const {
      std::error_code error;
      if (fs::create_directory(lock_, error)) return true;
      // "File exists" is no error: its owner removed the folder between the attempt and the look at what is there.
      if (error && error != std::errc::file_exists) throw fs::filesystem_error("the lock of the store", lock_, error);
      return false;
    }

    fs::path lock_;
  };

  fs::path File(const std::string& key) const { return folder_ / FileName(key); }

  // Readers see the whole value or none.
  void Put(const std::string& key, const std::string& bytes) const {
    const fs::path fresh = folder_ / "new";
    std::ofstream out(fresh, std::ios::binary);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    out.close();
    NETDEF_ENFORCE(out.good(), "cannot write to the store in ", folder_.string());
    fs::rename(fresh, File(key));
  }

  fs::path folder_;
};

struct FileStoreArgs {
  std::string path, prefix;

  template <typename V>
  void Fields(V& v) {
    v("path", path, "The folder; made if it is not there. Each job needs one of its own.");
    v("prefix", prefix, "Goes before all keys, so that several stores can share a folder.");
    if constexpr (V::kReads) NETDEF_ENFORCE(!path.empty(), "path is a required argument");
  }
};

class FileStoreHandlerCreateOp final : public KernelOperator<FileStoreArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    try {
      *OperatorBase::Output<StoreHandlerPtr>(0) = std::make_unique<FileStore>(args_.path, args_.prefix);
    } catch (const fs::filesystem_error& e) {
      NETDEF_THROW("[FileStoreHandlerCreate] ", e.what());
    }
  }
};

OPERATOR_SCHEMA(FileStoreHandlerCreate)
    .NumInputs(0)
    .NumOutputs(1)
    .Args<FileStoreArgs>()
    .ShapeDependsOnData("the output is no tensor")
    .SideEffect(OpSchema::kWritesFiles)
    .SetDoc("Makes a store in a folder, for StoreSet and its kin: processes that use the same folder share what is in it.")
    .Output(0, "handler", "Blob that holds the store.");

REGISTER_CPU_OPERATOR(FileStoreHandlerCreate, FileStoreHandlerCreateOp);
NO_GRADIENT(FileStoreHandlerCreate);

}  // namespace
}  // namespace netdef
