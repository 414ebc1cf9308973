// Aligned memory for programs. netdef's tensors have an allocator of their own, which cannot be replaced.
#pragma once

#include <cstdlib>

#include "c10/core/Allocator.h"
#include "caffe2/core/common.h"

namespace c10 {

constexpr size_t gAlignment = caffe2::gCaffe2Alignment;
using MemoryDeleter = DeleterFnPtr;

inline void NoDelete(void*) {}
inline void free_cpu(void* memory) { std::free(memory); }
// nullptr for no bytes; throws where there is no memory.
inline void* alloc_cpu(size_t bytes) {
  if (bytes == 0) return nullptr;
  void* memory = nullptr;
  NETDEF_ENFORCE(posix_memalign(&memory, gAlignment, bytes) == 0, "there is no memory for ", bytes, " bytes");
  return memory;
}

struct DefaultCPUAllocator final : Allocator {
  DataPtr allocate(size_t bytes) const override {
    void* memory = alloc_cpu(bytes);
    return {memory, memory, free_cpu, netdef::CPU};
  }
  DeleterFnPtr raw_deleter() const override { return free_cpu; }
};
inline Allocator* GetDefaultCPUAllocator() {
  static DefaultCPUAllocator allocator;
  return &allocator;
}
inline Allocator* GetCPUAllocator() { return GetDefaultCPUAllocator(); }

}  // namespace c10

namespace caffe2 {
using c10::DefaultCPUAllocator;
using c10::GetCPUAllocator;
using c10::GetDefaultCPUAllocator;
using c10::MemoryDeleter;
using c10::NoDelete;
}  // namespace caffe2
