// Blobs and tensors to and from messages.
#include <string_view>

#include "bindings/bind.h"
#include "bindings/protos.h"
#include "bindings/workspaces.h"
#include "netdef/serialize.h"

namespace py = pybind11;

namespace netdef {
namespace {

py::bytes Serialize(const PyBlob& blob, const std::string& name) {
  return SerializeBlob(blob.Get(), name);
}

void Deserialize(const py::bytes& content, Blob* blob) {
  const auto view = static_cast<std::string_view>(content);
  const py::gil_scoped_release release;
  DeserializeBlob(view, blob);
}

}  // namespace

void BindSerialize(py::module_& m) {
  m.def("serialize_blob", [](const std::string& name) { return Serialize(PyBlob(Workspaces::Get().Current(), name), name); },
        py::arg("name"), "The blob as one serialized BlobProto.");
  m.def("deserialize_blob", [](const std::string& name, const py::bytes& content) {
    Deserialize(content, Workspaces::Get().Current()->Get().CreateBlob(name));
  }, py::arg("name"), py::arg("content"), "Fills the blob from a serialized BlobProto.");
  m.def("deserialize_blob", [](const py::bytes& content) {
    auto blob = std::make_shared<Blob>();
    Deserialize(content, blob.get());
    return PyBlob(std::move(blob));
  }, py::arg("content"), "A blob of its own, from a serialized BlobProto.");

  const py::object type = py::type::of<PyBlob>();
  type.attr("serialize") = py::cpp_function(&Serialize, py::name("serialize"), py::is_method(type), py::arg("name"),
                                            "The blob as one serialized BlobProto, under this name.");
  type.attr("deserialize") = py::cpp_function(
      [](const PyBlob& b, const py::bytes& content) { Deserialize(content, &b.Get()); },
      py::name("deserialize"), py::is_method(type), py::arg("content"), "Fills the blob from a serialized BlobProto.");
  type.attr("_feed_tensor_proto") = py::cpp_function(
      [](const PyBlob& b, const py::bytes& content) {
        Tensor tensor = TensorFromProto(ParseProto<caffe2::TensorProto>(content));
        *b.Get().GetMutable<Tensor>() = std::move(tensor);
        return true;
      },
      py::name("_feed_tensor_proto"), py::is_method(type), py::arg("content"));
}

}  // namespace netdef
