// Bytes that blobs hold, by type; programs register what they know of their own types.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "caffe2/core/blob.h"

namespace caffe2 {

struct BlobStatGetter {
  virtual ~BlobStatGetter() = default;
  virtual size_t sizeBytes(const Blob& blob) const = 0;
};

class BlobStatRegistry {
 public:
  static BlobStatRegistry& instance() {
    static BlobStatRegistry registry;
    return registry;
  }
  void Register(const TypeMeta& type, std::unique_ptr<BlobStatGetter> getter) {
    const std::lock_guard<std::mutex> lock(mutex_);
    getters_[type] = std::move(getter);
  }
  // nullptr for a type that nobody registered.
  const BlobStatGetter* get(const TypeMeta& type) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto found = getters_.find(type);
    return found == getters_.end() ? nullptr : found->second.get();
  }

  template <typename T, typename Getter>
  struct Registrar {
    Registrar() { instance().Register(TypeMeta::Id<T>(), std::make_unique<Getter>()); }
  };

 private:
  std::mutex mutex_;
  std::map<TypeMeta, std::unique_ptr<BlobStatGetter>> getters_;
};

namespace BlobStat {

// 0 where nobody knows.
inline size_t sizeBytes(const Blob& blob) {
  if (const BlobStatGetter* getter = BlobStatRegistry::instance().get(blob.meta())) return getter->sizeBytes(blob);
  return blob.IsType<TensorCPU>() ? blob.Get<TensorCPU>().nbytes() : 0;
}

}  // namespace BlobStat
}  // namespace caffe2

#define REGISTER_BLOB_STAT_GETTER(type, ...) \
  static ::caffe2::BlobStatRegistry::Registrar<type, __VA_ARGS__> C10_ANONYMOUS_VARIABLE(netdef_blob_stat_);
