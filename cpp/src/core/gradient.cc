#include "netdef/gradient.h"

#include <map>
#include <mutex>

#include "caffe2/proto/caffe2.pb.h"
#include "netdef/error.h"

namespace netdef {
namespace {

constexpr char kGradientSuffix[] = "_grad";

struct Entries {
  std::mutex mutex;
  std::map<std::pair<std::string, std::string>, GradientRegistry::Entry> by_key;
  std::map<std::pair<std::string, std::string>, std::string> places, clashes;
};

Entries& GetEntries() {
  static Entries entries;
  return entries;
}

// One gradient operator; the definition tells which, and its blobs.
class SimpleMaker final : public GradientMakerBase {
 public:
  using Plan = std::function<GradientPlan(const GradientMakerBase&)>;
  SimpleMaker(const caffe2::OperatorDef& def, const std::vector<GradientWrapper>& g_output, const Plan& plan)
      : GradientMakerBase(def, g_output), plan_(plan(*this)) {}

  std::vector<caffe2::OperatorDef> GetGradientDefs() override {
    for (const SparseGradientBlobs& g : plan_.sparse) SetSparse(g.input, Name(g.indices), Name(g.values));
    if (plan_.type.empty()) return {};
    return SingleGradientDef(plan_.type, "", Names(plan_.inputs), Names(plan_.outputs));
  }

 private:
  std::string Name(const GradientBlob& blob) {
    switch (blob.kind) {
      case GradientBlob::kInput: return I(blob.index);
      case GradientBlob::kOutput: return O(blob.index);
      case GradientBlob::kGradOutput: return GO(blob.index);
      case GradientBlob::kGradInput: return GI(blob.index);
      default: return GI_V(blob.index);
    }
  }
  std::vector<std::string> Names(const std::vector<GradientBlob>& blobs) {
    std::vector<std::string> names;
    for (const GradientBlob& blob : blobs) names.push_back(Name(blob));
    return names;
  }

  GradientPlan plan_;
};

}  // namespace

GradientOpsMeta::GradientOpsMeta() = default;
GradientOpsMeta::GradientOpsMeta(const std::vector<caffe2::OperatorDef>& ops, const std::vector<GradientWrapper>& g_input)
    : ops_(ops), g_input_(g_input) {}
GradientOpsMeta::~GradientOpsMeta() = default;
GradientOpsMeta::GradientOpsMeta(const GradientOpsMeta&) = default;
GradientOpsMeta& GradientOpsMeta::operator=(const GradientOpsMeta&) = default;
GradientOpsMeta::GradientOpsMeta(GradientOpsMeta&&) noexcept = default;
GradientOpsMeta& GradientOpsMeta::operator=(GradientOpsMeta&&) noexcept = default;

GradientMakerBase::GradientMakerBase(const caffe2::OperatorDef& def, const std::vector<GradientWrapper>& g_output)
    : def_(def), g_output_(g_output), g_input_(static_cast<size_t>(def.input_size())) {}

GradientMakerBase::~GradientMakerBase() = default;

GradientOpsMeta GradientMakerBase::Get() {
  VerifyOp();
  GradientOpsMeta meta;
  meta.ops_ = GetGradientDefs();
  for (caffe2::OperatorDef& op : meta.ops_) op.set_is_gradient_op(true);
  meta.g_input_ = g_input_;
  return meta;
}

std::string GradientMakerBase::I(int i) const {
  NETDEF_ENFORCE(i >= 0 && i < def_.input_size(), def_.type(), " has no input ", i);
  return def_.input(i);
}

std::string GradientMakerBase::O(int i) const {
  NETDEF_ENFORCE(i >= 0 && i < def_.output_size(), def_.type(), " has no output ", i);
  return def_.output(i);
}

std::string GradientMakerBase::GO(int i) const {
  const GradientWrapper& g = g_output_.at(static_cast<size_t>(i));
  NETDEF_ENFORCE(g.IsDense(), "Gradient of output ", def_.output(i), (g.IsSparse() ? " is sparse (expected dense)." : " is not provided!"));
  return g.dense_;
}

std::string GradientMakerBase::GO_I(int i) const {
  const GradientWrapper& g = g_output_.at(static_cast<size_t>(i));
  NETDEF_ENFORCE(g.IsSparse(), "Gradient of output ", def_.output(i), (g.IsDense() ? " is dense (expected sparse)." : " is not provided!"));
  return g.indices_;
}

std::string GradientMakerBase::GO_V(int i) const {
  GO_I(i);
  return g_output_[static_cast<size_t>(i)].values_;
}

std::string GradientMakerBase::GI(int i) {
  GradientWrapper& g = g_input_.at(static_cast<size_t>(i));
  NETDEF_ENFORCE(!g.IsSparse(), "Input ", def_.input(i), " already set to sparse.");
  g.dense_ = GradientName(def_.input(i));
  return g.dense_;
}

std::string GradientMakerBase::GI_I(int i) {
  GradientWrapper& g = g_input_.at(static_cast<size_t>(i));
  NETDEF_ENFORCE(!g.IsDense(), "Input ", def_.input(i), " already set to dense.");
  g.indices_ = GradientName(def_.input(i)) + "_indices";
  return g.indices_;
}

std::string GradientMakerBase::GI_V(int i) {
  GradientWrapper& g = g_input_.at(static_cast<size_t>(i));
  NETDEF_ENFORCE(!g.IsDense(), "Input ", def_.input(i), " already set to dense.");
  g.values_ = GradientName(def_.input(i)) + "_values";
  return g.values_;
}

void GradientMakerBase::SetDense(int i, const std::string& name) {
  GradientWrapper& g = g_input_.at(static_cast<size_t>(i));
  NETDEF_ENFORCE(!g.IsSparse(), "Input ", def_.input(i), " already set to sparse.");
  g.dense_ = name;
}

void GradientMakerBase::SetSparse(int i, const std::string& indices, const std::string& values) {
  GradientWrapper& g = g_input_.at(static_cast<size_t>(i));
  NETDEF_ENFORCE(!g.IsDense(), "Input ", def_.input(i), " already set to dense.");
  g.indices_ = indices;
  g.values_ = values;
}

int GradientMakerBase::InputSize() const { return def_.input_size(); }
int GradientMakerBase::OutputSize() const { return def_.output_size(); }
Arguments GradientMakerBase::Args() const { return Arguments(def_); }

bool GradientMakerBase::IsGradientBlob(const std::string& name) {
  const std::string suffix = kGradientSuffix;
  return name.size() > suffix.size() && name.compare(name.size() - suffix.size(), suffix.size(), suffix) == 0;
}

std::string GradientMakerBase::GradientNameToParam(const std::string& name) {
  NETDEF_ENFORCE(IsGradientBlob(name), "'", name, "' is not the name of a gradient");
  return name.substr(0, name.size() - std::string(kGradientSuffix).size());
}

std::vector<caffe2::OperatorDef> GradientMakerBase::SingleGradientDef(const std::string& type, const std::string& name,
                                                                       const std::vector<std::string>& inputs,
                                                                       const std::vector<std::string>& outputs) {
  caffe2::OperatorDef def;
  def.set_type(type);
  def.set_name(name);
  for (const std::string& input : inputs) def.add_input(input);
  for (const std::string& output : outputs) def.add_output(output);
  return {def};
}

bool GradientRegistry::Register(const char* type, const char* domain, Entry entry, const char* file, int line) {
  Entries& entries = GetEntries();
  std::lock_guard<std::mutex> lock(entries.mutex);
  const std::pair<std::string, std::string> key(domain, type);
  std::string place = std::string(file) + ":" + std::to_string(line);
  if (!entries.by_key.emplace(key, std::move(entry)).second) {
    entries.clashes[key] = place;
    return false;
  }
  entries.places[key] = place;
  return true;
}

const GradientRegistry::Entry* GradientRegistry::Find(const std::string& type, const std::string& domain) {
  Entries& entries = GetEntries();
  std::lock_guard<std::mutex> lock(entries.mutex);
  const std::pair<std::string, std::string> key(domain, type);
  const auto it = entries.by_key.find(key);
  if (it == entries.by_key.end()) return nullptr;
  const auto clash = entries.clashes.find(key);
  NETDEF_ENFORCE(clash == entries.clashes.end(), "the gradient of ", type, " is registered twice: at ",
                 entries.places[key], " and at ", clash->second);
  return &it->second;
}

GradientRegistry::Entry GradientRegistry::Simple(std::string gradient_type, std::vector<GradientBlob> inputs,
                                                 std::vector<GradientBlob> outputs) {
  return Simple([plan = GradientPlan{std::move(gradient_type), std::move(inputs), std::move(outputs)}](
                    const GradientMakerBase&) { return plan; });
}

GradientRegistry::Entry GradientRegistry::Simple(std::function<GradientPlan(const GradientMakerBase&)> plan) {
  return {Kind::kMaker, "",
          [plan = std::move(plan)](const caffe2::OperatorDef& def, const std::vector<GradientWrapper>& g) {
            return std::make_unique<SimpleMaker>(def, g, plan);
          }};
}

namespace {

GradientOpsMeta FromMaker(const GradientRegistry::Factory& factory, const caffe2::OperatorDef& def, const std::vector<GradientWrapper>& g_output) {
  NETDEF_ENFORCE_EQ(g_output.size(), static_cast<size_t>(def.output_size()),
                    "one gradient (or none) is needed for each output of ", def.type());
  const std::unique_ptr<GradientMakerBase> maker = factory(def, g_output);
  GradientOpsMeta meta = maker->Get();
  for (caffe2::OperatorDef& op : meta.ops_) {
    if (maker->CopyDeviceOption() && def.has_device_option() && !op.has_device_option()) {
      *op.mutable_device_option() = def.device_option();
    }
    if (maker->CopyEngine() && def.has_engine() && !op.has_engine()) op.set_engine(def.engine());
    if (maker->CopyArguments()) op.mutable_arg()->MergeFrom(def.arg());
    if (def.has_domain() && !op.has_domain()) op.set_domain(def.domain());
  }
  NETDEF_ENFORCE_EQ(meta.g_input_.size(), static_cast<size_t>(def.input_size()),
                    "the gradient maker of ", def.type(), " gives one gradient (or none) for each input");
  return meta;
}

}  // namespace

GradientOpsMeta GetGradientForOp(const caffe2::OperatorDef& def, const std::vector<GradientWrapper>& g_output) {
  const GradientRegistry::Entry* entry = GradientRegistry::Find(def.type(), def.domain());
  NETDEF_ENFORCE(entry != nullptr, "Gradient maker for operator ", def.type(), " not implemented.");
  switch (entry->kind) {
    case GradientRegistry::Kind::kMaker:
      return FromMaker(entry->factory, def, g_output);
    case GradientRegistry::Kind::kNoGradient: {
      GradientOpsMeta none;
      none.g_input_.resize(static_cast<size_t>(def.input_size()));
      return none;
    }
    case GradientRegistry::Kind::kShouldNotDo:
      NETDEF_THROW("One should not call gradient for operator ", def.type(), ".");
    case GradientRegistry::Kind::kNotImplemented:
      break;
  }
  NETDEF_THROW("Operator ", def.type(), " should have a gradient but is not implemented yet.");
}

}  // namespace netdef
