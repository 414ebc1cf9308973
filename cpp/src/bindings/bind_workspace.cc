// Workspaces: the class, and the functions over the current one.
#include <pybind11/stl.h>

#include "bindings/bind.h"
#include "bindings/numpy.h"
#include "bindings/protos.h"
#include "bindings/workspaces.h"

namespace py = pybind11;

namespace netdef {
namespace {

const WorkspacePtr& Current() { return Workspaces::Get().Current(); }

std::map<std::string, PyBlob> BlobsOf(const WorkspacePtr& ws) {
  std::map<std::string, PyBlob> blobs;
  for (const std::string& name : ws->Get().Blobs()) blobs.emplace(name, PyBlob(ws, name));
  return blobs;
}

py::object Fetch(const WorkspacePtr& ws, const std::string& name) { return FetchBlob(PyBlob(ws, name).Get(), name); }

PyBlob Create(const WorkspacePtr& ws, const std::string& name) {
  ws->Get().CreateBlob(name);
  return PyBlob(ws, name);
}

void RunOperator(const WorkspacePtr& ws, const py::bytes& bytes) {
  const auto op = ParseProto<caffe2::OperatorDef>(bytes);
  NETDEF_ENFORCE(ws->Released([&](Workspace& w) { return w.RunOperatorOnce(op); }), "operator ", op.type(), " did not succeed");
}

void RunNetDef(const WorkspacePtr& ws, const py::bytes& bytes) {
  const auto net = ParseProto<caffe2::NetDef>(bytes);
  NETDEF_ENFORCE(ws->Released([&](Workspace& w) { return w.RunNetOnce(net); }), "net ", net.name(), " did not succeed");
}

PyNet CreateNet(const WorkspacePtr& ws, const py::bytes& bytes, bool overwrite) {
  const auto net = std::make_shared<const caffe2::NetDef>(ParseProto<caffe2::NetDef>(bytes));
  ws->Released([&](Workspace& w) { w.CreateNet(net, overwrite); });
  return {ws, net->name()};
}

bool RunNet(const WorkspacePtr& ws, const std::string& name, int iterations, bool allow_fail) {
  PyNet{ws, name}.Get();
  return ws->Released([&](Workspace& w) {
    for (int i = 0; i < iterations; ++i) {
      if (w.RunNet(name)) continue;
      NETDEF_ENFORCE(allow_fail, "Error running net ", name);
      return false;
    }
    return true;
  });
}

void BindClasses(py::module_& m) {
  py::class_<PyNet>(m, "Net", "A net of a workspace.")
      .def_readonly("name", &PyNet::name)
      .def_property_readonly("operators", [](const PyNet& n) {
        std::vector<std::pair<std::string, std::string>> operators;
        for (const auto& op : n.Get()->operators()) {
          const OperatorDef& def = op->debug_def();
          operators.emplace_back(op->type(), def.name().empty() && def.output_size() > 0 ? def.output(0) : def.name());
        }
        return operators;
      }, "(type, name) of each operator; one without a name has that of its first output.")
      .def("run", [](const PyNet& n) { RunNet(n.ws, n.name, 1, false); }, "Runs once.")
      .def("cancel", [](const PyNet& n) {
        NetBase* net = n.Get();
        const py::gil_scoped_release release;
        net->Cancel();
      }, "Asks a run in progress, also one in another thread, to end early.");

  py::class_<PyWorkspace, WorkspacePtr>(m, "Workspace", "Blobs and nets by name; a child sees the blobs of its parent.")
      .def(py::init([] { return std::make_shared<PyWorkspace>(); }))
      .def(py::init([](const WorkspacePtr& parent) { return std::make_shared<PyWorkspace>(parent); }), py::arg("parent"))
      .def_property_readonly_static("current", [](const py::object&) { return Current(); })
      .def_property_readonly("blobs", &BlobsOf, "The blobs by name, a fresh dict each time.")
      .def_property_readonly("nets", [](const WorkspacePtr& ws) {
        std::map<std::string, PyNet> nets;
        for (const std::string& name : ws->Get().Nets()) nets.emplace(name, PyNet{ws, name});
        return nets;
      }, "The nets by name, a fresh dict each time.")
      .def_property_readonly("root_folder", [](const PyWorkspace& ws) { return ws.Get().RootFolder(); })
      .def("_last_failed_op_net_position", [](const PyWorkspace& ws) { return ws.last_failed_operator(); })
      .def("has_blob", [](const PyWorkspace& ws, const std::string& name) { return ws.Get().HasBlob(name); }, py::arg("name"))
      .def("create_blob", &Create, py::arg("name"), "The blob of this name, made if there is none.")
      .def("get_blob", [](const WorkspacePtr& ws, const std::string& name) {
        PyBlob blob(ws, name);
        blob.Get();
        return blob;
      }, py::arg("name"), "The blob of this name, which must exist.")
      .def("fetch_blob", &Fetch, py::arg("name"), "A copy of the blob's contents.")
      .def("_remove_blob", [](const PyWorkspace& ws, const std::string& name) { return ws.Get().RemoveBlob(name); }, py::arg("name"))
      .def("_create_net", &CreateNet, py::arg("net_def"), py::arg("overwrite") = false)
      .def("_run_net", &RunNetDef, py::arg("net_def"))
      .def("_run_operator", &RunOperator, py::arg("op_def"));
}

void BindCurrent(py::module_& m) {
  m.def("switch_workspace", [](const WorkspacePtr& ws, const py::object&) { Workspaces::Get().Switch(ws); },
        py::arg("ws"), py::arg("unused") = py::none());
  m.def("switch_workspace", [](const std::string& name, const py::object& create) {
    Workspaces::Get().Switch(name, !create.is_none() && create.cast<bool>());
  }, py::arg("name"), py::arg("create_if_missing") = py::none(), "Makes the workspace current.");
  m.def("current_workspace", [] { return Workspaces::Get().CurrentName(); }, "Name of the current workspace.");
  m.def("workspaces", [] { return Workspaces::Get().Names(); }, "Names of all workspaces.");
  m.def("create_child_workspace", [](const std::string& parent, const std::string& child) {
    Workspaces::Get().CreateChild(parent, child);
  }, py::arg("parent_ws_name"), py::arg("child_ws_name"), "Makes a workspace that sees the blobs of another.");
  m.def("reset_workspace", [](const py::object& root_folder) {
    const std::string root = root_folder.is_none() ? "" : root_folder.cast<std::string>();
    Workspaces::Get().Reset(root_folder.is_none() ? nullptr : &root);
    return true;
  }, py::arg("root_folder") = py::none(), "Empties the current workspace, nets included.");
  m.def("root_folder", [] { return Current()->Get().RootFolder(); }, "Folder that relative paths of operators start from.");

  m.def("blobs", [] {
    auto names = Current()->Get().Blobs();
    std::sort(names.begin(), names.end());
    return names;
  }, "Names of the current workspace's blobs.");
  m.def("local_blobs", [] { return Current()->Get().LocalBlobs(); }, "Names of its own blobs, without the parent's.");
  m.def("has_blob", [](const std::string& name) { return Current()->Get().HasBlob(name); }, py::arg("name"));
  m.def("create_blob", [](const std::string& name) { return Current()->Get().CreateBlob(name) != nullptr; }, py::arg("name"));
  m.def("reset_blob", [](const std::string& name) { PyBlob(Current(), name).Get().Reset(); }, py::arg("name"),
        "Empties the blob.");
  m.def("feed_blob", [](const std::string& name, const py::object& value, const py::object&) {
    FeedBlob(value, Current()->Get().CreateBlob(name));
    return true;
  }, py::arg("name"), py::arg("arg"), py::arg("device_option") = py::none());
  m.def("fetch_blob", [](const std::string& name) { return Fetch(Current(), name); }, py::arg("name"));
  m.def("get_blob_size_bytes", [](const std::string& name) -> size_t {
    const Blob& blob = PyBlob(Current(), name).Get();
    if (blob.IsType<Tensor>()) return blob.Get<Tensor>().nbytes();
    if (blob.IsType<Int8Tensor>()) return blob.Get<Int8Tensor>().t.nbytes();
    return blob.IsType<std::string>() ? blob.Get<std::string>().size() : 0;
  }, py::arg("name"), "Bytes of the contents; 0 for types whose size is not known.");

  m.def("run_operator_once", [](const py::bytes& op) { RunOperator(Current(), op); return true; }, py::arg("op_def"));
  m.def("run_operator_multiple", [](const py::bytes& bytes, int times) {
    const auto op = ParseProto<caffe2::OperatorDef>(bytes);
    Current()->Released([&](Workspace& ws) {
      const std::unique_ptr<OperatorBase> made = CreateOperator(op, &ws);
      for (int i = 0; i < times; ++i) NETDEF_ENFORCE(made->Run(), "operator ", op.type(), " did not succeed");
    });
    return true;
  }, py::arg("op_def"), py::arg("num_runs"));
  m.def("run_net_once", [](const py::bytes& net) { RunNetDef(Current(), net); return true; }, py::arg("net_def"));
  m.def("create_net", [](const py::bytes& net, bool overwrite) { CreateNet(Current(), net, overwrite); return true; },
        py::arg("net_def"), py::arg("overwrite") = false);
  m.def("run_net", [](const std::string& name, int iterations, bool allow_fail) {
    return RunNet(Current(), name, iterations, allow_fail);
  }, py::arg("name"), py::arg("num_iter"), py::arg("allow_fail"));
  m.def("nets", [] { return Current()->Get().Nets(); }, "Names of the current workspace's nets.");
  m.def("delete_net", [](const std::string& name) { Current()->Get().DeleteNet(name); return true; }, py::arg("name"));
  m.def("benchmark_net", [](const std::string& name, int warmup, int runs, bool per_operator) {
    NetBase* net = Current()->Get().GetNet(name);
    if (net == nullptr) NETDEF_THROW_KIND(kNotFound, "Didn't find net: ", name);
    return Current()->Released([&](Workspace&) { return net->TEST_Benchmark(warmup, runs, per_operator); });
  }, py::arg("name"), py::arg("warmup_runs"), py::arg("main_runs"), py::arg("run_individual"),
     "Milliseconds per run, then, if asked for, per run of each operator.");
  m.def("benchmark_net_once", [](const std::string& name) {
    NetBase* net = Current()->Get().GetNet(name);
    if (net == nullptr) NETDEF_THROW_KIND(kNotFound, "Didn't find net: ", name);
    return Current()->Released([&](Workspace&) { return net->TEST_Benchmark(0, 1, false)[0]; });
  }, py::arg("name"), "Milliseconds of one run.");
}

}  // namespace

void BindWorkspace(py::module_& m) {
  BindClasses(m);
  BindCurrent(m);
}

}  // namespace netdef
