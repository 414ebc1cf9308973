#include "bindings/dlpack.h"

#include <memory>
#include <string>

namespace py = pybind11;

namespace netdef {
namespace {

// The structures of DLPack's C ABI.
struct DLDevice { int32_t device_type, device_id; };
struct DLDataType { uint8_t code, bits; uint16_t lanes; };
struct DLTensor {
  void* data;
  DLDevice device;
  int32_t ndim;
  DLDataType dtype;
  int64_t* shape;
  int64_t* strides;
  uint64_t byte_offset;
};
struct DLManagedTensor {
  DLTensor dl_tensor;
  void* manager_ctx;
  void (*deleter)(DLManagedTensor*);
};
struct DLManagedTensorVersioned {
  struct { uint32_t major, minor; } version;
  void* manager_ctx;
  void (*deleter)(DLManagedTensorVersioned*);
  uint64_t flags;
  DLTensor dl_tensor;
};

constexpr int32_t kCpu = 1;
constexpr uint64_t kReadOnly = 1;
constexpr char kName[] = "dltensor", kUsed[] = "used_dltensor";
constexpr char kVersionedName[] = "dltensor_versioned", kVersionedUsed[] = "used_dltensor_versioned";

struct Pair { DType dtype; DLDataType dl; };
constexpr Pair kTypes[] = {
    {DType::kFloat, {2, 32, 1}}, {DType::kDouble, {2, 64, 1}}, {DType::kHalf, {2, 16, 1}},
    {DType::kInt8, {0, 8, 1}},   {DType::kInt16, {0, 16, 1}},  {DType::kInt32, {0, 32, 1}},
    {DType::kInt64, {0, 64, 1}}, {DType::kUint8, {1, 8, 1}},   {DType::kUint16, {1, 16, 1}},
    {DType::kBool, {6, 8, 1}},
};

// Keeps the memory and the shape of an exported tensor.
template <typename Managed>
struct Export {
  Tensor tensor;
  Dims strides;
  Managed managed{};
};

template <typename Managed>
Managed* MakeExport(const Tensor& tensor) {
  auto owner = std::make_unique<Export<Managed>>();
  owner->tensor = tensor;
  owner->strides.resize(tensor.dims().size());
  int64_t stride = 1;
  for (size_t i = owner->strides.size(); i-- > 0;) {
    owner->strides[i] = stride;
    stride *= tensor.dims()[i];
  }
  DLTensor& dl = owner->managed.dl_tensor;
  const Pair* type = nullptr;
  for (const Pair& pair : kTypes) {
    if (pair.dtype == tensor.dtype()) type = &pair;
  }
  NETDEF_ENFORCE(type != nullptr, "tensors of type ", DTypeName(tensor.dtype()), " cannot be shared through DLPack");
  dl.data = const_cast<void*>(owner->tensor.raw_data());
  dl.device = {kCpu, 0};
  dl.ndim = tensor.dim();
  dl.dtype = type->dl;
  dl.shape = const_cast<int64_t*>(owner->tensor.dims().data());
  dl.strides = owner->strides.data();
  owner->managed.manager_ctx = owner.get();
  owner->managed.deleter = [](Managed* self) { delete static_cast<Export<Managed>*>(self->manager_ctx); };
  return &owner.release()->managed;
}

// A capsule nobody took the tensor out of still owns it.
template <typename Managed>
py::capsule MakeCapsule(Managed* managed, const char* name) {
  return py::reinterpret_steal<py::capsule>(PyCapsule_New(managed, name, [](PyObject* capsule) {
    const char* current = PyCapsule_GetName(capsule);
    const bool unused = current != nullptr && (std::string(current) == kName || std::string(current) == kVersionedName);
    if (!unused) return;
    auto* m = static_cast<Managed*>(PyCapsule_GetPointer(capsule, current));
    if (m->deleter != nullptr) m->deleter(m);
  }));
}

DType TypeOf(const DLDataType& dl) {
  for (const Pair& pair : kTypes) {
    if (pair.dl.code == dl.code && pair.dl.bits == dl.bits && dl.lanes == 1) return pair.dtype;
  }
  NETDEF_THROW("no tensor type corresponds to DLPack's type with code ", int{dl.code}, ", ", int{dl.bits}, " bits, ", dl.lanes, " lanes");
}

template <typename Managed>
Tensor Take(const py::capsule& capsule, const char* name, const char* used) {
  auto* managed = static_cast<Managed*>(PyCapsule_GetPointer(capsule.ptr(), name));
  if (managed == nullptr) throw py::error_already_set();
  const DLTensor& dl = managed->dl_tensor;
  NETDEF_ENFORCE_EQ(dl.device.device_type, kCpu, "only memory of the CPU can be shared");
  Dims dims(dl.shape, dl.shape + dl.ndim);
  const int64_t n = NumElements(dims);
  if (dl.strides != nullptr && n > 0) {
    int64_t stride = 1;
    for (size_t i = dims.size(); i-- > 0;) {
      NETDEF_ENFORCE(dims[i] == 1 || dl.strides[i] == stride, "memory that is not contiguous cannot be shared; copy it first");
      stride *= dims[i];
    }
  }
  void* data = static_cast<char*>(dl.data) + dl.byte_offset;
  Tensor tensor = Tensor::Wrap(data, std::move(dims), TypeOf(dl.dtype), [managed](void*) {
    const py::gil_scoped_acquire gil;  // the owner may be a Python object
    if (managed->deleter != nullptr) managed->deleter(managed);
  });
  PyCapsule_SetName(capsule.ptr(), used);
  return tensor;
}

py::object AskForCapsule(const py::object& source) {
  if (py::isinstance<py::capsule>(source)) return source;
  const py::object method = source.attr("__dlpack__");
  try {
    return method(py::arg("max_version") = py::make_tuple(1, 0));
  } catch (const py::error_already_set& e) {
    if (!e.matches(PyExc_TypeError)) throw;
  }
  return method();
}

}  // namespace

py::capsule TensorToDLPack(const Tensor& tensor, bool versioned) {
  if (!versioned) return MakeCapsule(MakeExport<DLManagedTensor>(tensor), kName);
  auto* managed = MakeExport<DLManagedTensorVersioned>(tensor);
  managed->version = {1, 0};
  return MakeCapsule(managed, kVersionedName);
}

Tensor TensorFromDLPack(const py::object& source) {
  const auto capsule = AskForCapsule(source).cast<py::capsule>();
  const char* found = PyCapsule_GetName(capsule.ptr());
  const std::string name = found == nullptr ? "" : found;
  if (name == kVersionedName) {
    const auto* managed = static_cast<DLManagedTensorVersioned*>(PyCapsule_GetPointer(capsule.ptr(), kVersionedName));
    NETDEF_ENFORCE_EQ(managed->version.major, 1u, "this version of DLPack is not known");
    NETDEF_ENFORCE((managed->flags & kReadOnly) == 0, "read-only memory cannot be shared with operators that may write; feed a copy");
    return Take<DLManagedTensorVersioned>(capsule, kVersionedName, kVersionedUsed);
  }
  NETDEF_ENFORCE(name == kName, "expected a DLPack capsule that was not used yet, got '", name, "'");
  return Take<DLManagedTensor>(capsule, kName, kUsed);
}

}  // namespace netdef
