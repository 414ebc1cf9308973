// Python, PythonDLPack and their gradients: operators that call Python functions.
#include "bindings/python_op.h"

#include <pybind11/stl.h>

#include <map>

#include "bindings/bind.h"
#include "bindings/dlpack.h"
#include "bindings/workspaces.h"
#include "netdef/operator.h"
#include "netdef/proto_utils.h"

namespace py = pybind11;

namespace netdef {

PythonError::PythonError(py::error_already_set& e) : Error(std::string("Exception encountered running PythonOp function: ") + e.what()) {
  exception_ = std::shared_ptr<py::object>(new py::object(e.value()), [](py::object* o) {
    const py::gil_scoped_acquire gil;
    delete o;
  });
}

void PythonError::Restore() const {
  if (op_index() >= 0 && py::hasattr(*exception_, "add_note")) {
    exception_->attr("add_note")("in operator " + std::to_string(op_index()) + " of net '" + net() + "'");
  }
  PyErr_SetObject(py::type::of(*exception_).ptr(), exception_->ptr());
}

namespace {

struct Function {
  py::object forward, backward;
  bool pass_workspace = false;
  bool makers = false;  // forward and backward make the functions, anew for each operator
};

// Used with the GIL held; never destroyed, as the interpreter ends first.
std::map<std::string, Function>& Functions() {
  static auto* functions = new std::map<std::string, Function>();
  return *functions;
}

std::string Register(const py::object& function, bool pass_workspace, const std::string& prefix, bool makers) {
  NETDEF_ENFORCE(!function.is_none(), "a Python operator needs a function, got None");
  const py::object name = py::getattr(function, "__name__", py::str("anonymous"));
  const std::string base = prefix + (prefix.empty() ? "" : ":") + std::string(py::str(name));
  std::string token = base;
  while (Functions().count(token) != 0) token = base + ":" + std::to_string(Functions().size());
  Functions()[token] = {function, py::none(), pass_workspace, makers};
  return token;
}

struct PythonArgs {
  std::string token;
  std::vector<int> grad_output_indices, grad_input_indices;

  template <typename V>
  void Fields(V& v) {
    v.Required("token", token, "Name under which the function is registered; Net.Python sets it.");
    v("grad_output_indices", grad_output_indices, "Outputs whose gradients the gradient function gets; all by default.");
    v("grad_input_indices", grad_input_indices, "Inputs for which it computes gradients; all by default.");
  }
};

// A tensor lent to the function for the time of the call. Both classes have the same shape of API.
template <typename Handle>
Handle Lend(const std::shared_ptr<bool>& lent, Tensor* tensor) {
  return Handle([lent, tensor] {
    NETDEF_ENFORCE(*lent, "the tensor was lent to a Python operator for the time of a call, which is over");
    return tensor;
  });
}

template <typename Handle, bool kBackward>
class PythonOp final : public Operator<CPUContext> {
 public:
  PythonOp(const OperatorDef& def, Workspace* ws) : Operator<CPUContext>(def, ws), args_(ParseArgs<PythonArgs>(arguments())) {
    const py::gil_scoped_acquire gil;
    const auto it = Functions().find(args_.token);
    if (it == Functions().end() || !it->second.makers) return;
    const py::object& make = kBackward ? it->second.backward : it->second.forward;
    if (make.is_none()) return;
    try {
      made_ = std::shared_ptr<py::object>(new py::object(make()), [](py::object* o) {
        const py::gil_scoped_acquire held;  // whoever destroys the operator may not hold it
        delete o;
      });
    } catch (py::error_already_set& e) {
      throw PythonError(e);
    }
  }

  bool RunOnDevice() override {
    const py::gil_scoped_acquire gil;
    const auto lent = std::make_shared<bool>(true);
    const auto workspace_handle = std::make_shared<PyWorkspace>(workspace());
    struct Return {
      const std::shared_ptr<bool>& lent;
      const WorkspacePtr& ws;
      ~Return() {
        *lent = false;
        ws->Withdraw();
      }
    } give_back{lent, workspace_handle};
    const Function function = Find();
    try {
      const py::object& f = made_ ? *made_ : kBackward ? function.backward : function.forward;
      py::list inputs, outputs;
      for (int i = 0; i < InputSize(); ++i) {
        NETDEF_ENFORCE(InputIsType<Tensor>(i), "We only allow input blob to be CPU Tensor, ", InputName(i), " holds ", InputBlob(i).TypeName());
        inputs.append(Lend<Handle>(lent, const_cast<Tensor*>(&Input(i))));
      }
      for (int i = 0; i < OutputSize(); ++i) outputs.append(Lend<Handle>(lent, Output(i)));
      if (function.pass_workspace) {
        f(inputs, outputs, workspace_handle);
      } else {
        f(inputs, outputs);
      }
    } catch (py::error_already_set& e) {
      throw PythonError(e);
    }
    return true;
  }

 private:
  Function Find() const {
    const auto it = Functions().find(args_.token);
    NETDEF_ENFORCE(it != Functions().end(), "Python operator for ", args_.token,
                   " is not available. A net that calls Python runs only where its functions were registered.");
    NETDEF_ENFORCE(!kBackward || !it->second.backward.is_none(), "Python operator ", args_.token, " has no gradient function");
    return it->second;
  }

  const PythonArgs args_;
  std::shared_ptr<py::object> made_;
};

// Gets inputs, outputs and gradients of outputs of the forward operator, in this order.
class PythonGradientMaker final : public GradientMakerBase {
 public:
  using GradientMakerBase::GradientMakerBase;

  std::vector<OperatorDef> GetGradientDefs() override {
    const auto args = ParseArgs<PythonArgs>(Args());
    std::vector<std::string> inputs, outputs;
    for (int i = 0; i < InputSize(); ++i) inputs.push_back(I(i));
    for (int i = 0; i < OutputSize(); ++i) inputs.push_back(O(i));
    for (int i : Chosen(args.grad_output_indices, OutputSize())) inputs.push_back(GO(i));
    for (int i : Chosen(args.grad_input_indices, InputSize())) outputs.push_back(GI(i));
    return SingleGradientDef(Def().type() + "Gradient", "", inputs, outputs);
  }

 private:
  static std::vector<int> Chosen(std::vector<int> indices, int count) {
    for (int i : indices) NETDEF_ENFORCE(i >= 0 && i < count, "a gradient index ", i, " is out of range, there are ", count);
    if (!indices.empty()) return indices;
    for (int i = 0; i < count; ++i) indices.push_back(i);
    return indices;
  }
};

// Tensors as DLPack capsules.
class PyDLPackTensor {
 public:
  explicit PyDLPackTensor(std::function<Tensor*()> locate) : locate_(std::move(locate)) {}
  Tensor& Get() const { return *locate_(); }

 private:
  std::function<Tensor*()> locate_;
};

void PythonSchema(OpSchema& schema) {
  schema.Args<PythonArgs>().AllowInplace([](int, int) { return true; }).ShapeDependsOnData(kPythonDecides).SideEffect(kCallsPython);
}

OPERATOR_SCHEMA(Python).FillUsing(PythonSchema).SetDoc(
    "Calls a Python function with the inputs and outputs as tensors.\n\n"
    "The function is found by its token in this process; nothing is unpickled.");
OPERATOR_SCHEMA(PythonGradient).FillUsing(PythonSchema).SetDoc("Calls the gradient function of a Python operator.");
OPERATOR_SCHEMA(PythonDLPack).FillUsing(PythonSchema).SetDoc("Calls a Python function with the inputs and outputs as DLPack tensors.");
OPERATOR_SCHEMA(PythonDLPackGradient).FillUsing(PythonSchema).SetDoc("Calls the gradient function of a PythonDLPack operator.");

REGISTER_CPU_OPERATOR(Python, PythonOp<PyTensor, false>);
REGISTER_CPU_OPERATOR(PythonGradient, PythonOp<PyTensor, true>);
REGISTER_CPU_OPERATOR(PythonDLPack, PythonOp<PyDLPackTensor, false>);
REGISTER_CPU_OPERATOR(PythonDLPackGradient, PythonOp<PyDLPackTensor, true>);
REGISTER_GRADIENT(Python, PythonGradientMaker);
REGISTER_GRADIENT(PythonDLPack, PythonGradientMaker);

}  // namespace

void BindPythonOp(py::module_& m) {
  py::class_<PyDLPackTensor>(m, "DLPackTensorCPU", "A tensor that gives and takes DLPack capsules.")
      .def_property_readonly("data", [](const PyDLPackTensor& t) { return TensorToDLPack(t.Get(), false); },
                             "A capsule that shares the tensor's memory.")
      .def("feed", [](const PyDLPackTensor& t, const py::object& source) { t.Get() = TensorFromDLPack(source).Clone(); },
           py::arg("source"), "Copies from a capsule or an object with __dlpack__.")
      .def_property_readonly("_shape", [](const PyDLPackTensor& t) { return t.Get().dims(); })
      .def("_reshape", [](const PyDLPackTensor& t, const Dims& dims) {
        // a fresh output has no type yet; it is written through `data`, as float
        t.Get().Resize(dims, t.Get().dtype() == DType::kUndefined ? DType::kFloat : t.Get().dtype());
      }, py::arg("dims"));

  m.def("register_python_op", &Register, py::arg("function"), py::arg("pass_workspace"), py::arg("name"), py::arg("makers") = false,
        "Registers a function for Python operators; the token that names it. With `makers`, what is registered makes the function, "
        "once for each operator.");
  m.def("register_python_gradient_op", [](const std::string& token, const py::object& function) {
    NETDEF_ENFORCE(!function.is_none(), "a Python operator needs a function, got None");
    const auto it = Functions().find(token);
    if (it == Functions().end()) NETDEF_THROW_KIND(kNotFound, "no Python operator is registered as ", token);
    it->second.backward = function;
  }, py::arg("token"), py::arg("function"), "Registers the gradient function of a Python operator.");
}

}  // namespace netdef
