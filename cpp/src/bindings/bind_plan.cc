// Plans, run at once or in the background.
#include "bindings/bind.h"
#include "bindings/protos.h"
#include "bindings/workspaces.h"
#include "netdef/plan.h"

namespace py = pybind11;

namespace netdef {
namespace {

bool Run(const WorkspacePtr& ws, const py::bytes& bytes) {
  const auto plan = ParseProto<caffe2::PlanDef>(bytes);
  return ws->Released([&](Workspace& w) { return RunPlan(plan, &w); });
}

// Keeps the workspace; waits for the end, without the GIL, when Python lets go of it.
class PyBackgroundPlan {
 public:
  PyBackgroundPlan(WorkspacePtr ws, const caffe2::PlanDef& plan)
      : ws_(std::move(ws)), plan_(RunPlanInBackground(plan, &ws_->Get())) {}
  ~PyBackgroundPlan() {
    const py::gil_scoped_release release;
    plan_.reset();
  }
  PyBackgroundPlan(const PyBackgroundPlan&) = delete;
  PyBackgroundPlan& operator=(const PyBackgroundPlan&) = delete;

  BackgroundPlan& plan() { return *plan_; }

 private:
  WorkspacePtr ws_;
  std::unique_ptr<BackgroundPlan> plan_;
};

}  // namespace

void BindPlan(py::module_& m) {
  const py::call_guard<py::gil_scoped_release> without_gil;
  py::class_<PyBackgroundPlan, std::shared_ptr<PyBackgroundPlan>>(m, "BackgroundPlan", "A plan that runs in a thread of its own.")
      .def("is_done", [](PyBackgroundPlan& p) { return p.plan().is_done(); })
      .def("is_succeeded", [](PyBackgroundPlan& p) { return p.plan().is_succeeded(); }, "Done, and neither failed nor cancelled.")
      .def("error", [](PyBackgroundPlan& p) { return p.plan().error(); }, "What it raised; empty where it did not.")
      .def("wait", [](PyBackgroundPlan& p) { p.plan().Rethrow(); }, without_gil, "Waits for the end and raises what the plan raised.")
      .def("cancel", [](PyBackgroundPlan& p) { p.plan().Cancel(); }, without_gil, "Makes it end early and waits for that.");

  m.def("run_plan", [](const py::bytes& plan) { return Run(Workspaces::Get().Current(), plan); }, py::arg("plan_def"));
  m.def("run_plan_in_background", [](const py::bytes& bytes) {
    const auto plan = ParseProto<caffe2::PlanDef>(bytes);
    return std::make_shared<PyBackgroundPlan>(Workspaces::Get().Current(), plan);
  }, py::arg("plan_def"));
  py::type::of<PyWorkspace>().attr("_run_plan") = py::cpp_function(
      [](const WorkspacePtr& ws, const py::bytes& plan) {
        if (!Run(ws, plan)) NETDEF_THROW("the plan did not succeed");
      },
      py::name("_run_plan"), py::is_method(py::type::of<PyWorkspace>()), py::arg("plan_def"));
}

}  // namespace netdef
