// Blobs and tensors as objects: workspace.Workspace.current.blobs["x"].tensor().
#include <pybind11/stl.h>

#include "bindings/bind.h"
#include "bindings/dlpack.h"
#include "bindings/numpy.h"
#include "bindings/workspaces.h"

namespace py = pybind11;

namespace netdef {
namespace {

constexpr int kDLPackCpu = 1;

py::capsule ToDLPack(const PyTensor& t, const py::object& max_version) {
  const bool versioned = !max_version.is_none() && max_version.cast<py::tuple>()[0].cast<int>() >= 1;
  return TensorToDLPack(t.Get(), versioned);
}

// What has no type yet is written through `data`, as float.
py::object Data(const PyTensor& t) {
  Tensor& tensor = t.Get();
  if (tensor.dtype() == DType::kUndefined) tensor.raw_mutable_data(DType::kFloat);
  return TensorAsNumpy(tensor);
}

// With memory for the new size: `data` hands out what is there.
void Reshape(const PyTensor& t, const Dims& dims) { t.Get().Resize(dims, t.Get().dtype()); }

}  // namespace

void BindBlob(py::module_& m) {
  py::class_<PyTensor>(m, "TensorCPU", "A tensor in the memory of a blob.")
      .def_property_readonly("data", &Data, "An array in the tensor's memory; strings are copied.")
      .def_property_readonly("_shape", [](const PyTensor& t) { return t.Get().dims(); })
      .def_property_readonly("shape", [](const PyTensor& t) { return py::tuple(py::cast(t.Get().dims())); })
      .def("feed", [](const PyTensor& t, const py::object& array) {
        NETDEF_ENFORCE(py::isinstance<py::array>(array), "a tensor is fed with a numpy array, got ", Py_TYPE(array.ptr())->tp_name);
        t.Get() = TensorFromNumpy(array);
      }, py::arg("array"), "Copies an array into this tensor.")
      .def("fetch", [](const PyTensor& t) { return TensorToNumpy(t.Get()); }, "A copy as an array.")
      .def("_reshape", &Reshape, py::arg("dims"))
      .def("reshape", &Reshape, py::arg("dims"), "Gives the tensor another shape; contents survive where the size stays.")
      .def("init", [](const PyTensor& t, const Dims& dims, int data_type) {
        const DType dtype = DTypeFromWire(data_type);
        NETDEF_ENFORCE(dtype != DType::kUndefined, "unknown data type ", data_type);
        NETDEF_ENFORCE(dtype != DType::kString, "a tensor of strings cannot be initialised from Python: feed it");
        t.Get() = Tensor(dims, dtype);
      }, py::arg("dims"), py::arg("data_type"), "Gives the tensor shape and type (a code of TensorProto.DataType).")
      .def("__dlpack__", [](const PyTensor& t, const py::object&, const py::object& max_version, const py::object&,
                            const py::object&) { return ToDLPack(t, max_version); },
           py::kw_only(), py::arg("stream") = py::none(), py::arg("max_version") = py::none(),
           py::arg("dl_device") = py::none(), py::arg("copy") = py::none(), "A DLPack capsule that shares the tensor's memory.")
      .def("__dlpack_device__", [](const PyTensor&) { return py::make_tuple(kDLPackCpu, 0); })
      .def("from_dlpack", [](const PyTensor& t, const py::object& source) { t.Get() = TensorFromDLPack(source); },
           py::arg("source"), "Puts the tensor into the memory of `source`, an object with __dlpack__, without copying.");

  py::class_<PyBlob>(m, "Blob", "An object of a workspace, or one made by deserialize_blob.")
      .def("_feed", [](const PyBlob& b, const py::object& value, const py::object&) {
        FeedBlob(value, &b.Get());
        return true;
      }, py::arg("arg"), py::arg("device_option") = py::none(), "Puts a copy of an array or a string into the blob.")
      .def("_feed_int8", [](const PyBlob& b, const py::array& data, float scale, int32_t zero_point) {
        Tensor tensor = TensorFromNumpy(data);
        *b.Get().GetMutable<Int8Tensor>() = {scale, zero_point, std::move(tensor)};
        return true;
      }, py::arg("data"), py::arg("scale"), py::arg("zero_point"))
      .def("_fetch_into", [](const PyBlob& b, const py::array& out) { TensorIntoNumpy(b.Get().Get<Tensor>(), out); }, py::arg("out"))
      .def("fetch", [](const PyBlob& b) { return FetchBlob(b.Get(), b.name()); }, "A copy of the contents.")
      .def("is_tensor", [](const PyBlob& b) { return b.Get().IsType<Tensor>(); })
      .def("type_name", [](const PyBlob& b) { return b.Get().TypeName(); }, "The C++ type of the contents.")
      .def("tensor", [](const PyBlob& b) {
        b.Get().GetMutable<Tensor>();
        return PyTensor(b);
      }, "The tensor in the blob, which becomes one if it holds something else.")
      .def("as_tensor", [](const PyBlob& b) {
        b.Get().GetMutable<Tensor>();
        return PyTensor(b);
      });
}

}  // namespace netdef
