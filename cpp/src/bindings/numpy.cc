#include "bindings/numpy.h"

#include <cstring>
#include <string>

#include "netdef/sequence.h"

namespace py = pybind11;

namespace netdef {
namespace {

DType DTypeFromNumpy(const py::dtype& dtype) {
  const std::string format = std::string(1, dtype.kind()) + std::to_string(dtype.itemsize());
  for (const DTypeInfo& info : DTypes()) {
    if (format == info.numpy) return info.dtype;
  }
  const auto name = dtype.attr("name").cast<std::string>();
  for (const DTypeInfo& info : DTypes()) {
    if (info.ml_dtypes != nullptr && name == info.ml_dtypes) return info.dtype;
  }
  return DType::kUndefined;
}

py::dtype NumpyType(DType dtype) {
  const DTypeInfo& info = GetDTypeInfo(dtype);
  if (info.ml_dtypes == nullptr) return py::dtype(info.numpy);
  try {
    return py::dtype::from_args(py::module_::import("ml_dtypes").attr(info.ml_dtypes));
  } catch (py::error_already_set& e) {
    if (!e.matches(PyExc_ImportError) && !e.matches(PyExc_AttributeError)) throw;
    NETDEF_THROW("numpy has no type for the ", info.name, " elements of this tensor; the package ml_dtypes brings it: ",
                 "pip install -U ml_dtypes");
  }
}

std::string BytesOf(const py::handle& item) {
  if (py::isinstance<py::bytes>(item) || py::isinstance<py::str>(item)) return item.cast<std::string>();
  NETDEF_THROW("Unsupported python object type passed into ndarray: expected bytes or str, got ",
               Py_TYPE(item.ptr())->tp_name);
}

Tensor StringTensor(const py::array& array, Dims dims) {
  Tensor tensor(std::move(dims), DType::kString);
  auto* out = tensor.mutable_data<std::string>();
  for (const py::handle item : array.attr("ravel")().attr("tolist")()) *out++ = BytesOf(item);
  return tensor;
}

}  // namespace

Tensor TensorFromNumpy(const py::array& array) {
  Dims dims(array.shape(), array.shape() + array.ndim());
  const char kind = array.dtype().kind();
  if (kind == 'O' || kind == 'S' || kind == 'U') return StringTensor(array, std::move(dims));
  py::array source = array;
  if (!array.dtype().attr("isnative").cast<bool>()) {
    source = py::array(array.attr("astype")(array.dtype().attr("newbyteorder")("=")));
  }
  const DType dtype = DTypeFromNumpy(source.dtype());
  NETDEF_ENFORCE(dtype != DType::kUndefined, "This numpy data type is not supported: ", array.dtype().num(), " (",
                 std::string(py::str(array.dtype())), ").");
  const py::array contiguous = py::array::ensure(source, py::array::c_style);
  Tensor tensor(std::move(dims), dtype);
  if (tensor.numel() > 0) std::memcpy(tensor.raw_mutable_data(), contiguous.data(), tensor.nbytes());
  return tensor;
}

Tensor TensorViewOfNumpy(const py::array& array) {
  const DType dtype = DTypeFromNumpy(array.dtype());
  const bool plain = dtype != DType::kUndefined && dtype != DType::kString && (array.flags() & py::array::c_style) != 0 &&
                     array.dtype().attr("isnative").cast<bool>();
  if (!plain) return TensorFromNumpy(array);
  return Tensor::Wrap(const_cast<void*>(array.data()), Dims(array.shape(), array.shape() + array.ndim()), dtype);
}

Tensor TensorInNumpy(const py::array& array) {
  const Tensor view = TensorViewOfNumpy(array);
  if (!view.has_storage() || view.raw_data() != array.data()) return view;  // a copy
  // Tensors come and go without the interpreter's lock.
  return Tensor::Wrap(const_cast<void*>(view.raw_data()), view.dims(), view.dtype(), [owner = array.inc_ref().ptr()](void*) {
    const py::gil_scoped_acquire acquire;
    Py_DECREF(owner);
  });
}

namespace {

void CheckInitialised(const Tensor& tensor) {
  NETDEF_ENFORCE(tensor.dtype() != DType::kUndefined,
                 "This tensor's data type is not supported: the tensor is not initialised, it has no element type yet");
}

std::vector<py::ssize_t> Shape(const Tensor& tensor) { return {tensor.dims().begin(), tensor.dims().end()}; }

void CopyOut(const Tensor& tensor, py::array& array) {
  if (tensor.numel() == 0) return;
  if (tensor.dtype() != DType::kString) {
    std::memcpy(array.mutable_data(), tensor.raw_data(), tensor.nbytes());
    return;
  }
  const auto* strings = tensor.data<std::string>();
  auto* slots = static_cast<PyObject**>(array.mutable_data());
  for (int64_t i = 0; i < tensor.numel(); ++i) {
    PyObject* old = slots[i];
    slots[i] = py::bytes(strings[i]).release().ptr();
    Py_XDECREF(old);
  }
}

}  // namespace

py::object TensorToNumpy(const Tensor& tensor) {
  CheckInitialised(tensor);
  py::array array(NumpyType(tensor.dtype()), Shape(tensor));
  CopyOut(tensor, array);
  return std::move(array);
}

py::object TensorAsNumpy(const Tensor& tensor) {
  CheckInitialised(tensor);
  if (tensor.dtype() == DType::kString || tensor.numel() == 0) return TensorToNumpy(tensor);
  auto keep = std::make_unique<Tensor>(tensor);  // shares the memory
  void* data = const_cast<void*>(keep->raw_data());
  const py::capsule owner(keep.release(), [](void* p) { delete static_cast<Tensor*>(p); });
  return py::array(NumpyType(tensor.dtype()), Shape(tensor), data, owner);
}

void TensorIntoNumpy(const Tensor& tensor, const py::array& out) {
  CheckInitialised(tensor);
  const bool same_type = DTypeFromNumpy(out.dtype()) == tensor.dtype();
  NETDEF_ENFORCE(same_type, "out= must be an array of type ", DTypeName(tensor.dtype()), ", it is one of ", std::string(py::str(out.dtype())));
  NETDEF_ENFORCE(out.writeable(), "out= is read-only");
  NETDEF_ENFORCE((out.flags() & py::array::c_style) != 0, "out= must be contiguous in C order");
  const Dims shape(out.shape(), out.shape() + out.ndim());
  NETDEF_ENFORCE(shape == tensor.dims(), "out= has the shape (", DimsString(shape), "), the blob (", DimsString(tensor.dims()), ")");
  auto array = out;
  CopyOut(tensor, array);
}

namespace {

bool IsListOfArrays(const py::object& value) {
  if (!py::isinstance<py::list>(value)) return false;
  for (const py::handle item : value) {
    if (!py::isinstance<py::array>(item)) return false;
  }
  return true;
}

}  // namespace

void FeedBlob(const py::object& value, Blob* blob) {
  if (py::isinstance<py::array>(value)) {
    Tensor tensor = TensorFromNumpy(value);  // before the blob changes
    *blob->GetMutable<Tensor>() = std::move(tensor);
  } else if (py::isinstance<py::bytes>(value) || py::isinstance<py::str>(value)) {
    *blob->GetMutable<std::string>() = value.cast<std::string>();
  } else if (IsListOfArrays(value)) {
    TensorSequence sequence;
    for (const py::handle item : value) sequence.items.push_back(TensorFromNumpy(py::reinterpret_borrow<py::array>(item)));
    *blob->GetMutable<TensorSequence>() = std::move(sequence);
  } else if (value.is_none()) {
    blob->GetMutable<EmptyOptional>();
  } else {
    NETDEF_THROW("Unexpected type of argument - only numpy array or string are supported for feeding (or, for operators "
                 "of ONNX, a list of arrays or None), got ", Py_TYPE(value.ptr())->tp_name);
  }
}

py::object FetchBlob(const Blob& blob, const std::string& name) {
  if (blob.IsType<Tensor>()) return TensorToNumpy(blob.Get<Tensor>());
  if (blob.IsType<std::string>()) return py::bytes(blob.Get<std::string>());
  if (blob.IsType<Int8Tensor>()) {
    const Int8Tensor& q = blob.Get<Int8Tensor>();
    return py::make_tuple(TensorToNumpy(q.t), q.scale, q.zero_point);
  }
  if (blob.IsType<TensorSequence>()) {
    py::list items;
    for (const Tensor& item : blob.Get<TensorSequence>().items) items.append(TensorToNumpy(item));
    return std::move(items);
  }
  if (blob.IsType<EmptyOptional>()) return py::none();
  return py::bytes(name + ", a C++ native class of type " + blob.TypeName() + ".");
}

}  // namespace netdef
