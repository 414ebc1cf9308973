#include "bindings/numpy.h"

#include <cstring>
#include <string>

namespace py = pybind11;

namespace netdef {
namespace {

DType DTypeFromNumpy(const py::dtype& dtype) {
  const std::string format = std::string(1, dtype.kind()) + std::to_string(dtype.itemsize());
  for (int i = 1; i <= static_cast<int>(DType::kString); ++i) {
    const DTypeInfo& info = GetDTypeInfo(static_cast<DType>(i));
    if (format == info.numpy) return info.dtype;
  }
  return DType::kUndefined;
}

std::string BytesOf(const py::handle& item) {
  if (py::isinstance<py::bytes>(item) || py::isinstance<py::str>(item)) return item.cast<std::string>();
  NETDEF_THROW("Unsupported python object type passed into ndarray: expected bytes or str, got ",
               std::string(py::str(py::type::of(item))));
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
  NETDEF_ENFORCE(dtype != DType::kUndefined, "This numpy data type is not supported: ", std::string(py::str(array.dtype())), ".");
  const py::array contiguous = py::array::ensure(source, py::array::c_style);
  Tensor tensor(std::move(dims), dtype);
  if (tensor.numel() > 0) std::memcpy(tensor.raw_mutable_data(), contiguous.data(), tensor.nbytes());
  return tensor;
}

py::object TensorToNumpy(const Tensor& tensor) {
  NETDEF_ENFORCE(tensor.dtype() != DType::kUndefined, "the tensor is not initialised: it has no element type yet");
  const std::vector<py::ssize_t> shape(tensor.dims().begin(), tensor.dims().end());
  py::array array(py::dtype(GetDTypeInfo(tensor.dtype()).numpy), shape);
  if (tensor.dtype() == DType::kString) {
    const auto* strings = tensor.data<std::string>();
    auto* slots = static_cast<PyObject**>(array.mutable_data());
    for (int64_t i = 0; i < tensor.numel(); ++i) {
      PyObject* old = slots[i];
      slots[i] = py::bytes(strings[i]).release().ptr();
      Py_XDECREF(old);
    }
  } else if (tensor.numel() > 0) {
    std::memcpy(array.mutable_data(), tensor.raw_data(), tensor.nbytes());
  }
  return std::move(array);
}

}  // namespace netdef
