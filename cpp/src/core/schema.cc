#include "netdef/schema.h"

#include <algorithm>
#include <mutex>
#include <unordered_map>

#include "netdef/proto_utils.h"

namespace netdef {

const TensorSpec& ShapeInputs::operator[](size_t i) const {
  NETDEF_ENFORCE(i < specs.size(), "input ", i, " is missing, only ", specs.size(), " are given");
  NETDEF_ENFORCE(!specs[i].absent, "input ", i, " is missing: its name is empty");
  return specs[i];
}

ShapeRule SameAsInput(int input) {
  return [input](const ShapeInputs& in) {
    return std::vector<TensorSpec>(static_cast<size_t>(in.num_outputs), in[static_cast<size_t>(input)]);
  };
}

OpSchema::OpSchema(std::string type, std::string file, int line)
    : type_(std::move(type)), file_(std::move(file)), line_(line) {}

OpSchema& OpSchema::NumInputs(int min, int max) {
  min_input_ = min;
  max_input_ = max;
  return *this;
}

OpSchema& OpSchema::NumInputs(std::set<int> allowed) {
  NumInputs(*allowed.begin(), *allowed.rbegin());
  return NumInputs([allowed = std::move(allowed)](int n) { return allowed.count(n) != 0; });
}

OpSchema& OpSchema::NumInputs(std::function<bool(int)> allowed) {
  inputs_allowed_ = std::move(allowed);
  return *this;
}

OpSchema& OpSchema::NumOutputs(int min, int max) {
  min_output_ = min;
  max_output_ = max;
  return *this;
}

OpSchema& OpSchema::NumOutputs(std::set<int> allowed) {
  NumOutputs(*allowed.begin(), *allowed.rbegin());
  return NumOutputs([allowed = std::move(allowed)](int n) { return allowed.count(n) != 0; });
}

OpSchema& OpSchema::NumOutputs(std::function<bool(int)> allowed) {
  outputs_allowed_ = std::move(allowed);
  return *this;
}

OpSchema& OpSchema::NumInputsOutputs(std::function<bool(int, int)> allowed) {
  inputs_outputs_allowed_ = std::move(allowed);
  return *this;
}

OpSchema& OpSchema::SameNumberOfOutput() {
  return NumInputsOutputs([](int in, int out) { return in == out; });
}

OpSchema& OpSchema::AllowInplace(std::set<std::pair<int, int>> pairs) {
  return AllowInplace([pairs = std::move(pairs)](int in, int out) { return pairs.count({in, out}) != 0; });
}

OpSchema& OpSchema::AllowInplace(std::function<bool(int, int)> allowed) {
  inplace_allowed_ = std::move(allowed);
  return *this;
}

OpSchema& OpSchema::AllowOneToOneInplace() {
  return AllowInplace([](int in, int out) { return in == out; });
}

OpSchema& OpSchema::EnforceInplace(std::set<std::pair<int, int>> pairs) {
  inplace_enforced_ = [pairs = std::move(pairs)](int in, int out) { return pairs.count({in, out}) != 0; };
  return *this;
}

OpSchema& OpSchema::EnforceInplace(std::function<bool(int, int)> enforced) {
  inplace_enforced_ = std::move(enforced);
  return *this;
}

OpSchema& OpSchema::EnforceOneToOneInplace() {
  inplace_enforced_ = [](int in, int out) { return in == out; };
  return *this;
}

OpSchema& OpSchema::SetDoc(std::string doc) {
  doc_ = std::move(doc);
  return *this;
}

OpSchema& OpSchema::Input(int index, std::string name, std::string help) {
  inputs_.resize(std::max(inputs_.size(), static_cast<size_t>(index) + 1));
  inputs_[static_cast<size_t>(index)] = {std::move(name), std::move(help)};
  return *this;
}

OpSchema& OpSchema::Output(int index, std::string name, std::string help) {
  outputs_.resize(std::max(outputs_.size(), static_cast<size_t>(index) + 1));
  outputs_[static_cast<size_t>(index)] = {std::move(name), std::move(help)};
  return *this;
}

OpSchema& OpSchema::Arg(std::string name, std::string help, bool required) {
  args_.push_back({std::move(name), "", "", std::move(help), required});
  return *this;
}

OpSchema& OpSchema::Differs(std::string how) {
  differs_ = std::move(how);
  return *this;
}

OpSchema& OpSchema::Shape(ShapeRule rule) {
  make_shape_rule_ = [rule = std::move(rule)](const Arguments&) { return rule; };
  return *this;
}

OpSchema& OpSchema::ShapeDependsOnData(std::string why) {
  shape_waiver_ = std::move(why);
  return *this;
}

OpSchema& OpSchema::Cost(
    std::function<OpCost(const Arguments&, const ShapeInputs&, const std::vector<TensorSpec>&)> cost) {
  cost_ = std::move(cost);
  return *this;
}

OpSchema& OpSchema::SideEffect(std::string what, std::string only_with) {
  side_effect_ = std::move(what);
  side_effect_argument_ = std::move(only_with);
  return *this;
}

bool OpSchema::HasSideEffect(const Arguments& args) const {
  if (side_effect_.empty() || side_effect_argument_.empty()) return !side_effect_.empty();
  const std::string& name = side_effect_argument_;
  return args.Has(name) && (!args.HasSingle<int64_t>(name) || args.Get<int64_t>(name, 0) != 0);
}

OpSchema& OpSchema::Stateful() {
  stateful_ = true;
  return *this;
}

bool OpSchema::AcceptsInputs(int n) const {
  return n >= min_input_ && n <= max_input_ && (!inputs_allowed_ || inputs_allowed_(n));
}

bool OpSchema::AcceptsOutputs(int n) const {
  return n >= min_output_ && n <= max_output_ && (!outputs_allowed_ || outputs_allowed_(n));
}

bool OpSchema::AllowsInplace(int in, int out) const {
  return EnforcesInplace(in, out) || (inplace_allowed_ && inplace_allowed_(in, out));
}

bool OpSchema::EnforcesInplace(int in, int out) const { return inplace_enforced_ && inplace_enforced_(in, out); }

namespace {

std::string Range(int min, int max) {
  if (min == max) return std::to_string(min);
  return std::to_string(min) + (max == OpSchema::kMany ? " or more" : " to " + std::to_string(max));
}

}  // namespace

std::vector<std::string> OpSchema::Faults(const caffe2::OperatorDef& def) const {
  std::vector<std::string> faults;
  const auto fault = [&](const auto&... parts) { faults.push_back(internal::Concat("[", type_, "] ", parts...)); };
  const int inputs = def.input_size(), outputs = def.output_size();
  if (!AcceptsInputs(inputs)) fault("Input size ", inputs, " not in range or not allowed, expected ", Range(min_input_, max_input_));
  if (!AcceptsOutputs(outputs)) {
    fault("Output size ", outputs, " not in range or not allowed, expected ", Range(min_output_, max_output_));
  }
  if (inputs_outputs_allowed_ && !inputs_outputs_allowed_(inputs, outputs)) {
    fault("Combination of input size ", inputs, " and output size ", outputs, " not allowed");
  }
  constexpr int64_t kMostPairs = int64_t{1} << 22;  // a file from a stranger may name a million blobs
  const bool countable = int64_t{inputs} * outputs <= kMostPairs;
  if (!countable) fault("has too many blobs: ", inputs, " inputs and ", outputs, " outputs");
  for (int i = 0; countable && i < inputs && faults.size() < 100; ++i) {
    for (int o = 0; o < outputs; ++o) {
      const bool same = def.input(i) == def.output(o) && !IsAbsent(def, def.input(i));
      if (same && !AllowsInplace(i, o)) {
        fault("Input ", i, " and output ", o, " (", def.input(i), ") are set to be in-place but this is not supported by the operator");
      } else if (!same && EnforcesInplace(i, o)) {
        fault("Input ", i, " (", def.input(i), ") and output ", o, " (", def.output(o), ") are not in-place but should be as required by the operator");
      }
    }
  }
  std::unordered_map<std::string, const caffe2::Argument*> seen;
  for (const caffe2::Argument& arg : def.arg()) {
    const auto [it, first] = seen.emplace(arg.name(), &arg);
    if (!first && it->second->SerializeAsString() != arg.SerializeAsString()) {
      fault("Found argument of the same name ", arg.name(), " but with different contents");
    }
  }
  const Arguments arguments(def);
  for (const ArgDoc& arg : args_) {
    if (arg.required && !arguments.Has(arg.name)) fault("Argument '", arg.name, "' is required");
  }
  if (check_args_ && faults.empty()) {
    try {
      check_args_(arguments);
    } catch (const Error& e) {
      fault(e.message());
    }
  }
  return faults;
}

void OpSchema::Verify(const caffe2::OperatorDef& def) const {
  const std::vector<std::string> faults = Faults(def);
  if (!faults.empty()) NETDEF_THROW_KIND(kInvalidModel, faults.front());
}

ShapeRule OpSchema::MakeShapeRule(const Arguments& args) const {
  return make_shape_rule_ ? make_shape_rule_(args) : ShapeRule();
}

std::vector<TensorSpec> OpSchema::InferShapes(const Arguments& args, const ShapeInputs& inputs) const {
  const std::vector<TensorSpec> unknown(static_cast<size_t>(inputs.num_outputs));
  const ShapeRule rule = MakeShapeRule(args);
  if (!rule) return unknown;
  for (const TensorSpec& spec : inputs.specs) {
    if (spec.absent) continue;
    if (!spec.known || std::any_of(spec.dims.begin(), spec.dims.end(), [](int64_t d) { return d < 0; })) return unknown;
  }
  std::vector<TensorSpec> specs = rule(inputs);
  specs.resize(static_cast<size_t>(inputs.num_outputs));
  return specs;
}

OpCost OpSchema::InferCost(const Arguments& args, const ShapeInputs& in, const std::vector<TensorSpec>& out) const {
  if (cost_) return cost_(args, in, out);
  // A pointwise operator: one operation per output element, everything read and written once.
  OpCost cost;
  for (const TensorSpec& spec : in.specs) {
    if (spec.known) cost.bytes_read += static_cast<double>(NumElements(spec.dims)) * static_cast<double>(ItemSize(spec.dtype));
  }
  for (const TensorSpec& spec : out) {
    if (!spec.known) continue;
    const auto n = static_cast<double>(NumElements(spec.dims));
    cost.flops += n;
    cost.bytes_written += n * static_cast<double>(ItemSize(spec.dtype));
  }
  return cost;
}

namespace {

struct Schemas {
  std::mutex mutex;
  std::map<std::pair<std::string, std::string>, std::unique_ptr<OpSchema>> by_key;
  std::map<std::pair<std::string, std::string>, std::string> clashes;
};

Schemas& GetSchemas() {
  static Schemas schemas;
  return schemas;
}

}  // namespace

OpSchema& OpSchemaRegistry::New(const char* type, const char* domain, const char* file, int line) {
  Schemas& schemas = GetSchemas();
  std::lock_guard<std::mutex> lock(schemas.mutex);
  const std::pair<std::string, std::string> key(domain, type);
  std::unique_ptr<OpSchema>& schema = schemas.by_key[key];
  if (schema) schemas.clashes[key] = schema->file() + ":" + std::to_string(schema->line());
  schema = std::make_unique<OpSchema>(type, file, line);
  return *schema;
}

const OpSchema* OpSchemaRegistry::Schema(const std::string& type, const std::string& domain) {
  Schemas& schemas = GetSchemas();
  std::lock_guard<std::mutex> lock(schemas.mutex);
  const std::pair<std::string, std::string> key(domain, type);
  const auto it = schemas.by_key.find(key);
  if (it == schemas.by_key.end()) return nullptr;
  const auto clash = schemas.clashes.find(key);
  NETDEF_ENFORCE(clash == schemas.clashes.end(), "operator schema ", type, " is registered twice: at ", clash->second,
                 " and at ", it->second->file(), ":", it->second->line());
  return it->second.get();
}

std::vector<std::pair<std::string, std::string>> OpSchemaRegistry::Keys() {
  Schemas& schemas = GetSchemas();
  std::lock_guard<std::mutex> lock(schemas.mutex);
  std::vector<std::pair<std::string, std::string>> keys;
  for (const auto& entry : schemas.by_key) keys.push_back(entry.first);
  return keys;
}

}  // namespace netdef
