#include "netdef/operator.h"

#include <algorithm>
#include <atomic>
#include <cfenv>

#include "core/describe_operator.h"
#include "core/engines.h"
#include "core/fp_exceptions.h"
#include "core/kernel_device.h"
#include "core/missing_operator.h"
#include "netdef/proto_utils.h"
#include "netdef/shapes.h"

namespace netdef {

OperatorBase::OperatorBase(const OperatorDef& def, Workspace* ws) : def_(&def), ws_(ws), arguments_(def) {
  inputs_.reserve(static_cast<size_t>(def.input_size()));
  for (const std::string& name : def.input()) {
    if (IsAbsent(def, name)) {
      inputs_.push_back(nullptr);
      continue;
    }
    const Blob* blob = ws->GetBlob(name);
    if (blob == nullptr) {
      throw Error(internal::Concat("op ", def.type(), ": Encountered a non-existing input blob: ", name),
                  ErrorKind::kNotFound)
          .SetBlob(name);
    }
    inputs_.push_back(blob);
  }
  outputs_.reserve(static_cast<size_t>(def.output_size()));
  for (const std::string& name : def.output()) {
    outputs_.push_back(IsAbsent(def, name) ? nullptr : ws->CreateBlob(name));
  }
}

OperatorBase::~OperatorBase() = default;

const std::string& OperatorBase::type() const { return def_->type(); }
std::string OperatorBase::InputName(int i) const { return i < def_->input_size() ? def_->input(i) : ""; }
std::string OperatorBase::OutputName(int i) const { return i < def_->output_size() ? def_->output(i) : ""; }

std::string DescribeOperator(const OperatorDef& def) {
  std::string text = def.domain().empty() ? def.type() : def.domain() + "::" + def.type();
  if (!def.name().empty()) text += " '" + def.name() + "'";
  const auto list = [](const auto& names) {
    std::string out;
    for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
    return out.empty() ? std::string("none") : out;
  };
  return text + " (inputs: " + list(def.input()) + "; outputs: " + list(def.output()) + ")";
}

std::string OperatorBase::Description() const { return DescribeOperator(*def_); }

namespace {

std::atomic<int> fp_exceptions_that_throw{0};

void CheckFpExceptions(int raised) {
  NETDEF_ENFORCE((raised & FE_DIVBYZERO) == 0, "floating point exception FE_DIVBYZERO reported.");
  NETDEF_ENFORCE((raised & FE_INVALID) == 0, "floating point exception FE_INVALID reported.");
  NETDEF_ENFORCE((raised & FE_OVERFLOW) == 0, "floating point exception FE_OVERFLOW reported.");
}

// Called while an exception is handled: what leaves an operator is an Error that names it.
[[noreturn]] void RethrowWithOperator(const std::string& description) {
  try {
    throw;
  } catch (Error& e) {
    e.SetOperator(description);
    throw;
  } catch (const std::bad_alloc&) {
    throw Error("out of memory", ErrorKind::kLimit).SetOperator(description);
  } catch (const std::exception& e) {
    throw Error(e.what()).SetOperator(description);
  }
}

}  // namespace

void ThrowOnFpExceptions(int exceptions) { fp_exceptions_that_throw = exceptions; }
int FpExceptionsThatThrow() { return fp_exceptions_that_throw; }

bool OperatorBase::RunObserved(int stream_id) {
  const Watch watch(*this);
  try {
    const int unwanted = fp_exceptions_that_throw;
    if (unwanted != 0) std::feclearexcept(unwanted);
    const bool ran = RunOnce(stream_id);
    if (unwanted != 0) CheckFpExceptions(std::fetestexcept(unwanted));
    return ran;
  } catch (...) {
    RethrowWithOperator(Description());
  }
}

void OperatorBase::ThrowIndex(int i, size_t n, const char* what) const {
  NETDEF_THROW("[", type(), "] needs ", what, " ", i, ", but has only ", n);
}

void OperatorBase::ThrowInputType(int i, const std::type_info& wanted) const {
  throw Error(internal::Concat("wrong type for the Blob instance. Blob contains ", InputBlob(i).TypeName(),
                               " while caller expects ", ReadableTypeName(wanted)))
      .SetBlob(InputName(i));
}

template <typename Context>
Operator<Context>::Operator(const OperatorDef& def, Workspace* ws)
    : OperatorBase(def, ws), context_(def.device_option()) {}

template class Operator<CPUContext>;

// --- SizedOperator

SizedOperator::SizedOperator(const OperatorDef& def, Workspace* ws) : Operator<CPUContext>(def, ws) {
  schema_ = OpSchemaRegistry::Schema(def.type(), def.domain());
  NETDEF_ENFORCE(schema_ != nullptr, "operator ", def.type(), " has a kernel but no schema");
  rule_ = schema_->MakeShapeRule(arguments());
  seen_.specs.resize(static_cast<size_t>(InputSize()));
  for (int i = 0; i < InputSize(); ++i) seen_.specs[static_cast<size_t>(i)].absent = !HasInput(i);
  seen_.num_outputs = OutputSize();
}

bool SizedOperator::RunOnDevice() {
  const bool changed = InputsChanged();
  if (changed || !prepared_ || seen_.values_used) {
    prepared_ = false;
    ApplyShapeRule();
    SizeOutputs();
    Prepare();
    prepared_ = true;
  } else {
    SizeOutputs();
  }
  Compute();
  return true;
}

bool SizedOperator::InputsChanged() {
  bool changed = false;
  for (int i = 0; i < InputSize(); ++i) {
    if (!HasInput(i)) continue;
    const Blob& blob = InputBlob(i);
    TensorSpec& seen = seen_.specs[static_cast<size_t>(i)];
    const Tensor* tensor = DenseTensorOf(blob);
    const bool known = tensor != nullptr, int8 = blob.IsType<Int8Tensor>();
    if (known == seen.known && (!known || (int8 == seen.int8 && tensor->dtype() == seen.dtype && tensor->dims() == seen.dims))) {
      continue;
    }
    changed = true;
    seen = known ? TensorSpec(tensor->dims(), tensor->dtype()) : TensorSpec();
    seen.int8 = int8;
  }
  return changed;
}

void SizedOperator::ApplyShapeRule() {
  outputs_.assign(static_cast<size_t>(OutputSize()), TensorSpec());
  if (!rule_) return;
  seen_.values_used = false;
  seen_.values.assign(seen_.specs.size(), nullptr);
  for (int i = 0; i < InputSize(); ++i) {
    if (HasInput(i) && InputIsType<Tensor>(i)) seen_.values[static_cast<size_t>(i)] = &Input(i);
  }
  outputs_ = rule_(seen_);
  outputs_.resize(static_cast<size_t>(OutputSize()));
  CheckInplaceSizes();
}

// An output in place of an input that had another size would take away the input's elements before the kernel
// has read them.
void SizedOperator::CheckInplaceSizes() const {
  for (int i = 0; i < InputSize(); ++i) {
    const TensorSpec& in = seen_.specs[static_cast<size_t>(i)];
    if (!in.known) continue;
    for (int o = 0; o < OutputSize(); ++o) {
      const TensorSpec& out = outputs_[static_cast<size_t>(o)];
      if (!out.known || !IsInputOutputAlias(i, o)) continue;
      NETDEF_ENFORCE(NumElements(in.dims) == NumElements(out.dims) && in.dtype == out.dtype, "[", type(), "] output ", o,
                     " cannot be in place of input ", i, ": it needs shape [", DimsString(out.dims), "] (",
                     DTypeName(out.dtype), "), the input has [", DimsString(in.dims), "] (", DTypeName(in.dtype), ")");
    }
  }
}

void SizedOperator::SizeOutputs() {
  for (int i = 0; i < OutputSize(); ++i) {
    const TensorSpec& spec = outputs_[static_cast<size_t>(i)];
    if (!spec.known || !HasOutput(i)) continue;
    Tensor* out = spec.int8 ? &OperatorBase::Output<Int8Tensor>(i)->t : Output(i);
    out->Resize(spec.dims, spec.dtype);
  }
}

// --- CreateOperator

namespace {

[[noreturn]] void ThrowNoKernel(const OperatorDef& def, const std::string& why_not) {
  const int device = KernelDevice(def.device_option().device_type());
  std::vector<std::string> devices, engines;
  for (const OperatorKey& key : OperatorRegistry::Keys()) {
    if (key.type != def.type() || key.domain != def.domain()) continue;
    if (key.device == device) {
      engines.push_back(key.engine);
    } else {
      devices.push_back(DeviceTypeName(key.device));
    }
  }
  if (!engines.empty()) {
    NETDEF_THROW_KIND(kWrongEngine, "operator '", def.type(), "' cannot run with these arguments", why_not);
  }
  if (!devices.empty()) {
    NETDEF_THROW_KIND(kWrongDevice, "Cannot create operator of type '", def.type(), "' on the device '",
                      DeviceTypeName(device), "': this build runs it on ", devices.front(),
                      " only. Clear the device_option of the net and its operators to run it there.");
  }
  NETDEF_THROW_KIND(kUnknownOperator, "Cannot create operator of type '", def.type(),
                    def.domain().empty() ? "" : "' of domain '" + def.domain(),
                    "': no such operator is registered; ", MissingOperatorAdvice(def.type()), ".");
}

}  // namespace

std::unique_ptr<OperatorBase> CreateOperator(const std::shared_ptr<const OperatorDef>& def, Workspace* ws,
                                             int net_position) {
  try {
    if (const OpSchema* schema = OpSchemaRegistry::Schema(def->type(), def->domain())) schema->Verify(*def);
    ws->CheckOperator(*def);
    std::string why_not;
    for (const std::string& engine : EnginesToTry(*def)) {
      const OperatorRegistry::Factory* factory =
          OperatorRegistry::Find({def->type(), engine, KernelDevice(def->device_option().device_type()), def->domain()});
      if (factory == nullptr) continue;
      try {
        std::unique_ptr<OperatorBase> made = (*factory)(*def, ws);
        made->KeepAlive(def);
        made->set_net_position(net_position);
        return made;
      } catch (const UnsupportedOperatorFeature& e) {
        why_not += std::string("; ") + (engine.empty() ? "plain kernel" : engine) + ": " + e.message();
      }
    }
    ThrowNoKernel(*def, why_not);
  } catch (...) {
    RethrowWithOperator(DescribeOperator(*def));
  }
}

std::unique_ptr<OperatorBase> CreateOperator(const OperatorDef& def, Workspace* ws, int net_position) {
  return CreateOperator(std::make_shared<OperatorDef>(def), ws, net_position);
}

}  // namespace netdef
