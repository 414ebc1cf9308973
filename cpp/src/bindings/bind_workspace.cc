#include <pybind11/stl.h>

#include <map>
#include <memory>
#include <string>

#include "bindings/bind.h"
#include "bindings/numpy.h"
#include "bindings/protos.h"
#include "netdef/net.h"
#include "netdef/workspace.h"

namespace py = pybind11;

namespace netdef {
namespace {

// The workspaces of the process by name, and which is current.
struct Workspaces {
  std::map<std::string, std::unique_ptr<Workspace>> by_name;
  std::string current = "default";
  Workspace& Current() {
    std::unique_ptr<Workspace>& ws = by_name[current];
    if (!ws) ws = std::make_unique<Workspace>();
    return *ws;
  }
};

Workspaces& All() {
  static auto* all = new Workspaces();
  return *all;
}

const Blob& Existing(const std::string& name) {
  const Blob* blob = All().Current().GetBlob(name);
  if (blob == nullptr) NETDEF_THROW_KIND(kNotFound, "Can't find blob: ", name);
  return *blob;
}

py::object FetchBlob(const std::string& name) {
  const Blob& blob = Existing(name);
  if (blob.IsType<Tensor>()) return TensorToNumpy(blob.Get<Tensor>());
  if (blob.IsType<std::string>()) return py::bytes(blob.Get<std::string>());
  if (blob.IsType<Int8Tensor>()) {
    const Int8Tensor& q = blob.Get<Int8Tensor>();
    return py::make_tuple(TensorToNumpy(q.t), q.scale, q.zero_point);
  }
  return py::bytes(name + ", a C++ native class of type " + blob.TypeName() + ".");
}

}  // namespace

void BindWorkspace(py::module_& m) {
  m.def("switch_workspace", [](const std::string& name, bool create) {
    NETDEF_ENFORCE(create || name == "default" || All().by_name.count(name) != 0, "Workspace of the given name does not exist: ", name);
    All().current = name;
    All().Current();
  }, py::arg("name"), py::arg("create_if_missing") = false);
  m.def("current_workspace", [] { return All().current; });
  m.def("reset_workspace", [] {
    const std::string root = All().Current().RootFolder();
    All().by_name[All().current] = std::make_unique<Workspace>(root);
  });
  m.def("blobs", [] { return All().Current().Blobs(); });
  m.def("has_blob", [](const std::string& name) { return All().Current().HasBlob(name); });
  m.def("feed_blob", [](const std::string& name, const py::object& value) {
    Blob* blob = All().Current().CreateBlob(name);
    if (py::isinstance<py::array>(value)) {
      *blob->GetMutable<Tensor>() = TensorFromNumpy(value);
    } else {
      *blob->GetMutable<std::string>() = value.cast<std::string>();
    }
  });
  m.def("feed_int8_blob", [](const std::string& name, const py::array& data, float scale, int32_t zero_point) {
    auto* q = All().Current().CreateBlob(name)->GetMutable<Int8Tensor>();
    q->t = TensorFromNumpy(data);
    q->scale = scale;
    q->zero_point = zero_point;
  });
  m.def("fetch_blob", &FetchBlob);
  m.def("run_operator_once", [](const py::bytes& bytes) {
    const auto op = ParseProto<caffe2::OperatorDef>(bytes, "OperatorDef");
    py::gil_scoped_release release;
    return All().Current().RunOperatorOnce(op);
  });
  m.def("run_net_once", [](const py::bytes& bytes) {
    const auto net = ParseProto<caffe2::NetDef>(bytes, "NetDef");
    py::gil_scoped_release release;
    return All().Current().RunNetOnce(net);
  });
  m.def("create_net", [](const py::bytes& bytes, bool overwrite) {
    auto net = std::make_shared<caffe2::NetDef>(ParseProto<caffe2::NetDef>(bytes, "NetDef"));
    py::gil_scoped_release release;
    return All().Current().CreateNet(std::shared_ptr<const caffe2::NetDef>(net), overwrite) != nullptr;
  });
  m.def("run_net", [](const std::string& name, int iterations) {
    py::gil_scoped_release release;
    for (int i = 0; i < iterations; ++i) {
      if (!All().Current().RunNet(name)) return false;
    }
    return true;
  });
}

}  // namespace netdef
