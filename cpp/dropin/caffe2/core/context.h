// CPUContext with the copies of Caffe2's contexts.
#pragma once

#include <algorithm>
#include <cstring>

#include "c10/core/CPUAllocator.h"
#include "caffe2/core/common.h"
#include "caffe2/core/typeid.h"
#include "caffe2/proto/caffe2_pb.h"
#include "netdef/context.h"

namespace caffe2 {

class BaseContext {};

class CPUContext final : public netdef::CPUContext, public BaseContext {
 public:
  CPUContext() = default;
  explicit CPUContext(const DeviceOption& option) : netdef::CPUContext(option) {}
  explicit CPUContext(DeviceType) {}

  // Aligned memory.
#if defined(NETDEF_CAFFE2_2018)
  static std::pair<void*, c10::MemoryDeleter> New(size_t bytes) { return {c10::alloc_cpu(bytes), c10::free_cpu}; }
#else
  static at::DataPtr New(size_t bytes) { return c10::GetCPUAllocator()->allocate(bytes); }
#endif
  void SwitchToDevice(int64_t /*stream*/ = 0) {}
  bool FinishDeviceComputation() { return true; }
  void WaitEvent(const void* /*event*/ = nullptr) {}
  bool HasAsyncPartDefault() const { return false; }
  static constexpr DeviceType GetDeviceType() { return netdef::CPU; }
  DeviceType device_type() const { return netdef::CPU; }
  static bool IsStreamFree(const DeviceOption&, int) { return true; }

  template <class From, class To>
  void CopyBytes(size_t bytes, const void* from, void* to) {
    if (bytes != 0) std::memcpy(to, from, bytes);
  }
  void CopyBytesSameDevice(size_t bytes, const void* from, void* to) { CopyBytes<CPUContext, CPUContext>(bytes, from, to); }
  void CopyBytesFromCPU(size_t bytes, const void* from, void* to) { CopyBytes<CPUContext, CPUContext>(bytes, from, to); }
  void CopyBytesToCPU(size_t bytes, const void* from, void* to) { CopyBytes<CPUContext, CPUContext>(bytes, from, to); }
  template <typename T, class From, class To>
  void Copy(size_t n, const T* from, T* to) {
    std::copy(from, from + n, to);
  }
  template <typename T>
  void CopySameDevice(size_t n, const T* from, T* to) {
    std::copy(from, from + n, to);
  }
  template <typename T>
  void CopyFromCPU(size_t n, const T* from, T* to) {
    std::copy(from, from + n, to);
  }
  template <typename T>
  void CopyToCPU(size_t n, const T* from, T* to) {
    std::copy(from, from + n, to);
  }
  template <class From, class To>
  void CopyItems(const TypeMeta& meta, size_t n, const void* from, void* to) {
    if (netdef::DType(meta) == netdef::DType::kString) {
      Copy<std::string, From, To>(n, static_cast<const std::string*>(from), static_cast<std::string*>(to));
    } else {
      CopyBytes<From, To>(n * meta.itemsize(), from, to);
    }
  }
  void CopyItemsSameDevice(const TypeMeta& meta, size_t n, const void* from, void* to) {
    CopyItems<CPUContext, CPUContext>(meta, n, from, to);
  }
  void CopyItemsFromCPU(const TypeMeta& meta, size_t n, const void* from, void* to) { CopyItemsSameDevice(meta, n, from, to); }
  void CopyItemsToCPU(const TypeMeta& meta, size_t n, const void* from, void* to) { CopyItemsSameDevice(meta, n, from, to); }
};

}  // namespace caffe2
