#include "base/buffer.h"

#include <algorithm>
#include <cstdlib>
#include <new>
#include <utility>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace netdef {
namespace {

constexpr size_t kLine = 64, kHugePage = size_t{2} << 20;

}  // namespace

void* AllocateAligned(size_t bytes) {
  const size_t alignment = bytes >= kHugePage ? kHugePage : kLine;
  const size_t rounded = (std::max<size_t>(bytes, 1) + kLine - 1) / kLine * kLine;
  void* memory = nullptr;
  if (rounded < bytes || posix_memalign(&memory, alignment, rounded) != 0) return nullptr;
#ifdef __linux__
  if (alignment == kHugePage) madvise(memory, rounded, MADV_HUGEPAGE);  // a wish; without it the pages are small
#endif
  return memory;
}

Buffer::Buffer(size_t bytes) : data_(bytes == 0 ? nullptr : AllocateAligned(bytes)), bytes_(bytes) {
  if (bytes > 0 && data_ == nullptr) throw std::bad_alloc();
}

Buffer::~Buffer() { std::free(data_); }

Buffer::Buffer(Buffer&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}

Buffer& Buffer::operator=(Buffer&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(bytes_, other.bytes_);
  return *this;
}

}  // namespace netdef
