#include "netdef/arguments.h"

#include <algorithm>

#include "caffe2/proto/caffe2.pb.h"

namespace netdef {
namespace {

[[noreturn]] void ThrowField(const caffe2::Argument& a, const char* field) {
  NETDEF_THROW("Argument ", a.name(), " does not have the right field: expected field ", field);
}

}  // namespace

Arguments::Arguments(const caffe2::OperatorDef& def) : list_(&def.arg()) {}
Arguments::Arguments(const caffe2::NetDef& def) : list_(&def.arg()) {}

void Arguments::CopyTo(caffe2::OperatorDef* def) const {
  if (list_ != nullptr) def->mutable_arg()->MergeFrom(*list_);
}

const caffe2::Argument* Arguments::Find(const std::string& name) const {
  if (list_ == nullptr) return nullptr;
  for (const caffe2::Argument& a : *list_) {
    if (a.name() == name) return &a;
  }
  return nullptr;
}

bool Arguments::HasFloat(const caffe2::Argument& a) { return a.has_f(); }
bool Arguments::HasInt(const caffe2::Argument& a) { return a.has_i(); }
bool Arguments::HasString(const caffe2::Argument& a) { return a.has_s(); }

float Arguments::Float(const caffe2::Argument& a) const {
  if (!a.has_f()) ThrowField(a, "f");
  return a.f();
}

int64_t Arguments::Int(const caffe2::Argument& a) const {
  if (!a.has_i()) ThrowField(a, "i");
  return a.i();
}

const std::string& Arguments::String(const caffe2::Argument& a) const {
  if (!a.has_s()) ThrowField(a, "s");
  return a.s();
}

NetDefPtr Arguments::Net(const caffe2::Argument& a) const {
  if (!a.has_n()) ThrowField(a, "n");
  return std::make_shared<caffe2::NetDef>(a.n());
}

Tensor Arguments::TensorOf(const caffe2::Argument& a) const {
  const std::string type = Get<std::string>(a.name() + "_dtype", "");
  const Dims dims = GetList<int64_t>(a.name() + "_dims");
  const DType dtype = DTypeFromName(type);
  NETDEF_ENFORCE(dtype != DType::kUndefined, "Argument ", a.name(), "_dtype does not name an element type, got '", type, "'");
  if (dtype != DType::kString) return TensorFromBytes(String(a), dims, dtype);
  NETDEF_ENFORCE_EQ(NumElements(dims), a.strings_size(), "Argument ", a.name(), " has the wrong number of strings");
  Tensor tensor(dims, dtype);
  std::copy(a.strings().begin(), a.strings().end(), tensor.mutable_data<std::string>());
  return tensor;
}

std::vector<float> Arguments::Floats(const caffe2::Argument& a) { return {a.floats().begin(), a.floats().end()}; }
std::vector<int64_t> Arguments::Ints(const caffe2::Argument& a) { return {a.ints().begin(), a.ints().end()}; }
std::vector<std::string> Arguments::Strings(const caffe2::Argument& a) {
  return {a.strings().begin(), a.strings().end()};
}

std::vector<NetDefPtr> Arguments::Nets(const caffe2::Argument& a) {
  std::vector<NetDefPtr> nets;
  for (const caffe2::NetDef& net : a.nets()) nets.push_back(std::make_shared<caffe2::NetDef>(net));
  return nets;
}

void Arguments::ThrowRange(const std::string& name, int64_t value) {
  NETDEF_THROW("Value ", value, " of argument ", name, " cannot be represented correctly in the target type");
}

}  // namespace netdef
