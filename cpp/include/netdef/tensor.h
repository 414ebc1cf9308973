// Tensor: shape, element type and (shared) memory. Int8Tensor: the same with quantization parameters.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "netdef/device.h"
#include "netdef/dtype.h"
#include "netdef/error.h"
#include "netdef/export.h"

namespace netdef {

using Dims = std::vector<int64_t>;

NETDEF_API std::string DimsString(const Dims& dims);  // "2 3 4"; "scalar" for no dimension
// Product of `dims`; throws where one is negative or the product overflows.
NETDEF_API int64_t NumElements(const Dims& dims);

// A dense, row-major CPU tensor of any rank; rank 0 is a scalar with one element.
//
// A copy of a Tensor shares the memory of the original, as in Caffe2 1.x; Clone() makes a deep one.
// Resize keeps the memory where it is large enough. Reading (`data`) never allocates; writing
// (`mutable_data`) allocates for the current shape and fixes the element type. New elements of
// numeric types are uninitialised, strings are empty.
// One Tensor may be read by many threads; writing needs the caller's own lock.
class NETDEF_API Tensor {
 public:
  Tensor() = default;  // no elements: shape [0], no type
  Tensor(Dims dims, DType dtype);
  // As Caffe2 spelled it: a shape whose type the first write fixes, on the one device there is.
  explicit Tensor(DeviceType device);
  explicit Tensor(Dims dims, DeviceType device = CPU);
  explicit Tensor(const std::vector<int>& dims, DeviceType device = CPU) : Tensor(Dims(dims.begin(), dims.end()), device) {}
  Tensor(const Tensor& other, DeviceType device);  // a deep copy
  // With elements; the context of Caffe2's constructor is of no use here.
  template <typename T>
  Tensor(Dims dims, const std::vector<T>& values, const void* /*context*/ = nullptr) : Tensor(std::move(dims), CPU) {
    NETDEF_ENFORCE_EQ(static_cast<int64_t>(values.size()), numel(), "a tensor was given the wrong number of values");
    std::copy(values.begin(), values.end(), mutable_data<T>());
  }

  // A view of memory the caller owns; `deleter`, if given, runs when the last tensor lets go of it.
  static Tensor Wrap(void* data, Dims dims, DType dtype, std::function<void(void*)> deleter = {});

  // --- shape
  const Dims& dims() const { return dims_; }
  const Dims& sizes() const { return dims_; }
  int dim() const { return static_cast<int>(dims_.size()); }
  int ndim() const { return dim(); }
  int64_t dim(int i) const { return dims_[CheckedAxis(i)]; }
  int64_t size(int i) const { return dim(i); }
  int dim32(int i) const;
  int64_t numel() const { return numel_; }
  int64_t size() const { return numel_; }
  // Negative axes count from the end; anything else out of range throws.
  int canonical_axis_index(int axis) const;
  int64_t size_to_dim(int k) const;    // product of dims before k
  int64_t size_from_dim(int k) const;  // product of dims from k on
  int64_t size_between_dim(int k, int l) const;  // product of dims strictly between the two

  // --- type and memory
  DType dtype() const { return dtype_; }
  size_t itemsize() const { return ItemSize(dtype_); }
  size_t nbytes() const { return static_cast<size_t>(numel_) * itemsize(); }
  size_t capacity_nbytes() const { return storage_ ? storage_->capacity : 0; }
  DType meta() const { return dtype_; }
  bool dtype_initialized() const { return dtype_ != DType::kUndefined; }
  DeviceType GetDeviceType() const { return CPU; }
  template <typename T>
  bool IsType() const { return dtype_ == DTypeOf<T>::value; }
  bool has_storage() const { return storage_ != nullptr; }
  // No other tensor shares the memory.
  bool owns_data_alone() const { return storage_.use_count() == 1; }

  const void* raw_data() const;
  void* raw_mutable_data(DType dtype);
  void* raw_mutable_data();  // throws where no type is set yet
  template <typename T>
  const T* data() const {
    CheckType(DTypeOf<T>::value);
    return static_cast<const T*>(raw_data());
  }
  template <typename T>
  T* mutable_data() {
    return static_cast<T*>(raw_mutable_data(DTypeOf<T>::value));
  }

  // --- changing shape
  void Resize(const Dims& dims);
  void Resize(std::initializer_list<int64_t> dims) { Resize(Dims(dims)); }
  template <typename... Ints, typename = std::enable_if_t<(std::is_integral_v<Ints> && ...)>>
  void Resize(Ints... dims) { Resize(Dims{static_cast<int64_t>(dims)...}); }
  void Resize(const std::vector<int>& dims) { Resize(Dims(dims.begin(), dims.end())); }
  // Shape and type in one step; nothing happens where both are as asked for already.
  void Resize(const Dims& dims, DType dtype);
  void ResizeLike(const Tensor& other) { Resize(other.dims()); }
  void Reshape(const Dims& dims);  // same number of elements
  void Reshape(std::initializer_list<int64_t> dims) { Reshape(Dims(dims)); }
  void Reshape(const std::vector<int>& dims) { Reshape(Dims(dims.begin(), dims.end())); }
  // Room for more rows: keeps the contents; growth_percent as in Caffe2.
  void Extend(int64_t rows, float growth_percent);
  void ShrinkTo(int64_t rows);
  void Reserve(const Dims& dims);
  void FreeMemory();

  // --- contents
  Tensor Clone() const;
  void CopyFrom(const Tensor& other);   // shape, type and a copy of the contents
  void ShareData(const Tensor& other);  // the shapes' sizes must agree; takes memory and type
  void ShareExternalPointer(void* data, DType dtype, size_t capacity = 0);
  template <typename T>
  void ShareExternalPointer(T* data, size_t capacity = 0) { ShareExternalPointer(data, DTypeOf<T>::value, capacity); }
  void swap(Tensor& other) noexcept { std::swap(*this, other); }
  std::string DebugString() const;  // shape and type in one line

 private:
  struct Storage {
    void* data = nullptr;
    size_t capacity = 0;  // bytes
    std::function<void(void*)> deleter;
    Storage() = default;
    Storage(const Storage&) = delete;
    ~Storage();
  };
  static std::shared_ptr<Storage> Allocate(int64_t numel, DType dtype);

  size_t CheckedAxis(int i) const;
  void CheckType(DType expected) const;

  Dims dims_{0};
  int64_t numel_ = 0;
  DType dtype_ = DType::kUndefined;
  std::shared_ptr<Storage> storage_;
};

using TensorCPU = Tensor;

// A tensor from its elements' bytes, row-major and little-endian; throws where their number does not fit the shape.
// Types below 8 bits take a byte for each element. Not for strings.
NETDEF_API Tensor TensorFromBytes(std::string_view bytes, const Dims& dims, DType dtype);

// Quantized tensor of the Int8* operators: real value = scale * (q - zero_point).
struct Int8Tensor {
  float scale = 1.0f;
  int32_t zero_point = 0;
  Tensor t;  // uint8, or int32 for biases
};

}  // namespace netdef
