#include "netdef/tensor.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <new>
#include <numeric>

#include "base/buffer.h"
#include "netdef/memory.h"

#if defined(__unix__) || defined(__APPLE__)
#include <unistd.h>
#endif

namespace netdef {
namespace {

// So many that their bytes can be counted too, whatever their type and the machine's word length: what multiplies the two
// needs no check of its own.
constexpr int64_t kMostElements = PTRDIFF_MAX / 16;
constexpr int64_t kMostRowsOfNothing = std::min(kMostElements, int64_t{1} << 31);

// Systems promise more memory than there is and end the process that uses it.
uint64_t MachineBytes() {
#if defined(__unix__) || defined(__APPLE__)
  static const uint64_t bytes = [] {
    const long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
    return pages > 0 && page > 0 ? static_cast<uint64_t>(pages) * static_cast<uint64_t>(page) : UINT64_MAX;
  }();
  return bytes;
#else
  return UINT64_MAX;
#endif
}

}  // namespace

std::string DimsString(const Dims& dims) {
  if (dims.empty()) return "scalar";
  std::string out;
  for (size_t i = 0; i < dims.size(); ++i) out += (i ? " " : "") + std::to_string(dims[i]);
  return out;
}

int64_t NumElements(const Dims& dims) {
  int64_t n = 1;
  bool overflow = false, empty = false;
  for (int64_t d : dims) {
    NETDEF_ENFORCE(d >= 0, "a tensor's dimensions must not be negative, got shape [", DimsString(dims), "]");
    empty = empty || d == 0;
    overflow = overflow || __builtin_mul_overflow(n, std::max<int64_t>(d, 1), &n);
  }
  NETDEF_ENFORCE(!overflow, "a tensor of shape [", DimsString(dims), "] has more elements than can be counted");
  if (!empty && n > kMostElements) {
    NETDEF_THROW_KIND(kLimit, "out of memory: a tensor of shape [", DimsString(dims), "] has more elements than the ", kMostElements, " that this machine can address");
  }
  // Kernels walk along some axes before they find that there is nothing at the end of them.
  NETDEF_ENFORCE(!empty || n <= kMostRowsOfNothing, "a tensor of shape [", DimsString(dims), "] has no elements, but ", n,
                 " places for such; at most ", kMostRowsOfNothing, " are allowed");
  return empty ? 0 : n;
}

Tensor::Storage::~Storage() {
  if (deleter) deleter(data);
}

std::shared_ptr<Tensor::Storage> Tensor::Allocate(int64_t numel, DType dtype) {
  const size_t itemsize = ItemSize(dtype);
  size_t bytes = 0;
  NETDEF_ENFORCE(!__builtin_mul_overflow(static_cast<size_t>(numel), itemsize, &bytes) &&
                     bytes <= std::numeric_limits<size_t>::max() / 2,
                 "cannot allocate ", numel, " elements of type ", DTypeName(dtype));
  if (bytes > TensorLimitScope::Current()) {
    NETDEF_THROW_KIND(kLimit, "a tensor of ", bytes, " bytes is larger than the limit of ", TensorLimitScope::Current(),
                      " (Limits::tensor_bytes)");
  }
  if (bytes > MachineBytes()) {
    NETDEF_THROW_KIND(kLimit, "out of memory: a tensor of ", bytes, " bytes is larger than the ", MachineBytes(), " of this machine");
  }
  auto storage = std::make_shared<Storage>();
  storage->capacity = bytes;
  if (dtype == DType::kString) {
    auto* strings = new std::string[static_cast<size_t>(numel)];
    storage->data = strings;
    storage->deleter = [strings](void*) { delete[] strings; };
    return storage;
  }
  storage->data = AllocateAligned(bytes);
  if (storage->data == nullptr) {
    NETDEF_THROW_KIND(kLimit, "out of memory: cannot allocate ", bytes, " bytes for a tensor");
  }
  storage->deleter = [](void* p) { std::free(p); };
  return storage;
}

Tensor::Tensor(Dims dims, DType dtype) {
  Resize(dims, dtype);
}

Tensor::Tensor(DeviceType device) {
  NETDEF_ENFORCE(device == CPU, "a tensor on the device ", DeviceTypeName(device), " was asked for; this build has CPU only");
}

Tensor::Tensor(Dims dims, DeviceType device) : Tensor(device) { Resize(dims); }

Tensor::Tensor(const Tensor& other, DeviceType device) : Tensor(device) { CopyFrom(other); }

std::string Tensor::DebugString() const {
  return internal::Concat("A tensor of type ", DTypeName(dtype_), " with shape [", DimsString(dims_), "]");
}

Tensor Tensor::Wrap(void* data, Dims dims, DType dtype, std::function<void(void*)> deleter) {
  Tensor t;
  t.numel_ = NumElements(dims);
  t.dims_ = std::move(dims);
  t.dtype_ = dtype;
  t.storage_ = std::make_shared<Storage>();
  t.storage_->data = data;
  t.storage_->capacity = static_cast<size_t>(t.numel_) * ItemSize(dtype);
  t.storage_->deleter = std::move(deleter);
  return t;
}

size_t Tensor::CheckedAxis(int i) const {
  NETDEF_ENFORCE(i >= 0 && i < dim(), "dimension ", i, " of a tensor with ", dim(), " dimensions");
  return static_cast<size_t>(i);
}

int Tensor::dim32(int i) const {
  const int64_t d = dim(i);
  NETDEF_ENFORCE(d <= std::numeric_limits<int>::max(), "dimension ", i, " is too large: ", d);
  return static_cast<int>(d);
}

int Tensor::canonical_axis_index(int axis) const {
  NETDEF_ENFORCE(axis >= -dim() && axis < dim(), "axis ", axis, " is out of range for a tensor of shape [",
                 DimsString(dims_), "]");
  return axis < 0 ? axis + dim() : axis;
}

int64_t Tensor::size_to_dim(int k) const {
  NETDEF_ENFORCE(k >= 0 && k <= dim(), "axis ", k, " is out of range for a tensor of shape [", DimsString(dims_), "]");
  return std::accumulate(dims_.begin(), dims_.begin() + k, int64_t{1}, std::multiplies<>());
}

int64_t Tensor::size_from_dim(int k) const {
  NETDEF_ENFORCE(k >= 0 && k <= dim(), "axis ", k, " is out of range for a tensor of shape [", DimsString(dims_), "]");
  return std::accumulate(dims_.begin() + k, dims_.end(), int64_t{1}, std::multiplies<>());
}

int64_t Tensor::size_between_dim(int k, int l) const {
  NETDEF_ENFORCE(k >= 0 && l >= 0 && k < dim() && l < dim(), "axes ", k, " and ", l, " are out of range");
  const auto low = std::min(k, l), high = std::max(k, l);
  if (low == high) return 1;
  return std::accumulate(dims_.begin() + low + 1, dims_.begin() + high, int64_t{1}, std::multiplies<>());
}

void Tensor::CheckType(DType expected) const {
  if (dtype_ != expected) {
    NETDEF_THROW("Tensor type mismatch, caller expects elements to be ", DTypeName(expected),
                 ", while tensor contains ", dtype_ == DType::kUndefined ? "nullptr (uninitialized)" : DTypeName(dtype_));
  }
}

const void* Tensor::raw_data() const {
  const bool enough = storage_ != nullptr && static_cast<size_t>(numel_) <= storage_->capacity / std::max<size_t>(itemsize(), 1);
  NETDEF_ENFORCE(enough || numel_ == 0,
                 "The tensor has a non-zero number of elements, but its data is not allocated yet");
  return storage_ ? storage_->data : nullptr;
}

void* Tensor::raw_mutable_data(DType dtype) {
  NETDEF_ENFORCE(dtype != DType::kUndefined, "a tensor's memory needs an element type");
  const size_t bytes = static_cast<size_t>(numel_) * ItemSize(dtype);
  // Strings are objects, so their memory serves nothing else and other memory does not serve them.
  const bool same_kind = (dtype == DType::kString) == (dtype_ == DType::kString);
  if (!storage_ || storage_->capacity < bytes || (dtype != dtype_ && !same_kind)) {
    storage_ = Allocate(numel_, dtype);
  }
  dtype_ = dtype;
  return storage_->data;
}

void* Tensor::raw_mutable_data() {
  NETDEF_ENFORCE(dtype_ != DType::kUndefined, "the tensor's element type is not set yet");
  return raw_mutable_data(dtype_);
}

void Tensor::Resize(const Dims& dims) {
  if (dims == dims_) return;
  numel_ = NumElements(dims);
  dims_ = dims;
}

void Tensor::Resize(const Dims& dims, DType dtype) {
  Resize(dims);
  if (dtype != DType::kUndefined) raw_mutable_data(dtype);
}

void Tensor::Reshape(const Dims& dims) {
  const int64_t n = NumElements(dims);
  NETDEF_ENFORCE(n == numel_, "cannot reshape [", DimsString(dims_), "] to [", DimsString(dims), "]: ", numel_,
                 " elements against ", n);
  dims_ = dims;
}

void Tensor::Reserve(const Dims& dims) {
  const DType dtype = dtype_;
  NETDEF_ENFORCE(dtype != DType::kUndefined, "the tensor's element type is not set yet");
  const size_t wanted = static_cast<size_t>(NumElements(dims)) * ItemSize(dtype);
  if (storage_ && storage_->capacity >= wanted) return;
  Tensor grown;
  grown.Resize(dims, dtype);
  if (numel_ > 0 && storage_) {
    if (dtype == DType::kString) {
      const auto* from = static_cast<const std::string*>(storage_->data);
      std::copy(from, from + numel_, static_cast<std::string*>(grown.storage_->data));
    } else {
      std::memcpy(grown.storage_->data, storage_->data, nbytes());
    }
  }
  storage_ = std::move(grown.storage_);
}

void Tensor::Extend(int64_t rows, float growth_percent) {
  NETDEF_ENFORCE(dim() >= 1, "only a tensor with at least one dimension can be extended");
  NETDEF_ENFORCE(rows >= 0, "cannot extend by a negative number of rows, got ", rows);
  Dims wanted = dims_;
  NETDEF_ENFORCE(!__builtin_add_overflow(dims_[0], rows, &wanted[0]), "cannot extend by ", rows, " rows");
  const int64_t numel = NumElements(wanted);
  if (dtype_ != DType::kUndefined && static_cast<size_t>(numel) * itemsize() > capacity_nbytes()) {
    Dims reserve = wanted;
    const double grown = static_cast<double>(dims_[0]) * (1.0 + static_cast<double>(growth_percent) / 100.0);
    if (grown < 1e15) reserve[0] = std::max(wanted[0], static_cast<int64_t>(grown));
    Reserve(reserve);
  }
  dims_ = wanted;
  numel_ = numel;
}

void Tensor::ShrinkTo(int64_t rows) {
  NETDEF_ENFORCE(dim() >= 1 && rows >= 0 && rows <= dims_[0], "cannot shrink a tensor of shape [", DimsString(dims_),
                 "] to ", rows, " rows");
  dims_[0] = rows;
  numel_ = NumElements(dims_);
}

void Tensor::FreeMemory() { storage_.reset(); }

Tensor Tensor::Clone() const {
  Tensor out;
  out.CopyFrom(*this);
  return out;
}

void Tensor::CopyFrom(const Tensor& other) {
  if (this == &other || (storage_ && storage_ == other.storage_ && dims_ == other.dims_)) return;
  Resize(other.dims_);
  dtype_ = other.dtype_ == dtype_ ? dtype_ : DType::kUndefined;
  if (other.dtype_ == DType::kUndefined || !other.storage_) {
    storage_.reset();
    dtype_ = other.dtype_;
    return;
  }
  if (dtype_ == DType::kUndefined) storage_.reset();
  void* to = raw_mutable_data(other.dtype_);
  if (numel_ == 0) return;
  if (dtype_ == DType::kString) {
    const auto* from = static_cast<const std::string*>(other.raw_data());
    std::copy(from, from + numel_, static_cast<std::string*>(to));
  } else {
    std::memmove(to, other.raw_data(), nbytes());
  }
}

void Tensor::ShareData(const Tensor& other) {
  NETDEF_ENFORCE(numel_ == other.numel_, "ShareData needs equal sizes, got ", numel_, " and ", other.numel_, " elements");
  NETDEF_ENFORCE(other.storage_ != nullptr || other.numel_ == 0, "ShareData: the source tensor has no data yet");
  storage_ = other.storage_;
  dtype_ = other.dtype_;
}

void Tensor::ShareExternalPointer(void* data, DType dtype, size_t capacity) {
  const size_t needed = static_cast<size_t>(numel_) * ItemSize(dtype);
  NETDEF_ENFORCE(capacity == 0 || capacity >= needed, "the shared memory holds ", capacity, " bytes, the tensor needs ",
                 needed);
  storage_ = std::make_shared<Storage>();
  storage_->data = data;
  storage_->capacity = std::max(capacity, needed);
  dtype_ = dtype;
}

Tensor TensorFromBytes(std::string_view bytes, const Dims& dims, DType dtype) {
  NETDEF_ENFORCE(dtype != DType::kUndefined && dtype != DType::kString, "the elements of a tensor of type ",
                 DTypeName(dtype), " are no bytes");
  size_t expected = 0;
  const bool countable = !__builtin_mul_overflow(static_cast<size_t>(NumElements(dims)), ItemSize(dtype), &expected);
  NETDEF_ENFORCE(countable && bytes.size() == expected, "a tensor of shape [", DimsString(dims), "] and type ",
                 DTypeName(dtype), " needs ", NumElements(dims), " times ", ItemSize(dtype), " bytes, got ", bytes.size());
  Tensor tensor(dims, dtype);
  auto* out = static_cast<char*>(tensor.raw_mutable_data());
  if (dtype == DType::kBool) {
    for (char c : bytes) *out++ = static_cast<char>(c != 0);  // any other value is no valid bool in memory
  } else if (!bytes.empty()) {
    std::memcpy(out, bytes.data(), bytes.size());
  }
  return tensor;
}

}  // namespace netdef
