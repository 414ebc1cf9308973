// Aligned memory for arenas and packed weights.
#pragma once

#include <cstddef>

namespace netdef {

// Uninitialised, for std::free; nullptr where there is none. Aligned to cache lines, large ones to huge pages, on which they lie
// where the system has them.
void* AllocateAligned(size_t bytes);

// Memory of AllocateAligned, with an owner.
class Buffer {
 public:
  Buffer() = default;
  explicit Buffer(size_t bytes);
  ~Buffer();
  Buffer(Buffer&& other) noexcept;
  Buffer& operator=(Buffer&& other) noexcept;
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;

  void* data() const { return data_; }
  size_t bytes() const { return bytes_; }
  bool Contains(const void* p) const {
    const char* begin = static_cast<const char*>(data_);
    return p >= begin && p < begin + bytes_;
  }

 private:
  void* data_ = nullptr;
  size_t bytes_ = 0;
};

}  // namespace netdef
