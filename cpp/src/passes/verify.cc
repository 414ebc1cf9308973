// Every fault of a list of nets at once: unknown operators, broken schemas, inputs without a
// source, outputs nobody makes, side effects that are not allowed, devices that are not there.
#include <algorithm>
#include <functional>
#include <set>
#include <unordered_set>
#include <utility>

#include "caffe2/proto/caffe2.pb.h"
#include "core/kernel_device.h"
#include "core/missing_operator.h"
#include "netdef/context.h"
#include "netdef/net.h"
#include "netdef/passes.h"
#include "netdef/proto_utils.h"
#include "netdef/registry.h"

namespace netdef {
namespace {

using caffe2::NetDef;
using caffe2::OperatorDef;

bool Contains(const std::vector<std::string>& list, const std::string& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

bool IsAllowed(const OpSchema& schema, const OperatorDef& op, const VerifyOptions& options) {
  const std::string& effect = schema.side_effect();
  if (!options.check_side_effects || !schema.HasSideEffect(Arguments(op))) return true;
  for (const std::string& item : options.allow) {
    if (item == "*" || item == schema.type() || item == effect) return true;
  }
  return effect == OpSchema::kReadsFiles && op.input_size() == 1 && Contains(options.opened, op.input(0));
}

std::string Refusal(const OpSchema& schema) {
  return internal::Concat("it ", schema.side_effect(), ", which a model may do only where the caller allows it: allow=[\"",
                          schema.type(), "\"]");
}

class Verifier {
 public:
  explicit Verifier(const VerifyOptions& options) : options_(options) {
    for (const OperatorKey& key : OperatorRegistry::Keys()) devices_[{key.domain, key.type}].insert(key.device);
  }

  void Net(const NetDef& net, bool nested) {
    if (!net.type().empty() && !NetRegistry::Has(net.type())) {
      Add(net, ErrorKind::kInvalidModel, internal::Concat("the net type '", net.type(), "' is not known"));
    }
    if (!nested) Sources(net);
    for (int i = 0; i < net.op_size(); ++i) Operator(net, i);
  }

  std::vector<Fault> faults;

 private:
  Fault& Add(const NetDef& net, ErrorKind kind, std::string message, int op = -1) {
    Fault fault;
    fault.kind = kind;
    fault.message = std::move(message);
    fault.net = net.name();
    if (op >= 0) {
      fault.ops.push_back(op);
      fault.type = net.op(op).type();
    }
    faults.push_back(std::move(fault));
    return faults.back();
  }

  // One fault for all operators of a net that suffer from the same cause.
  void AddGrouped(const NetDef& net, ErrorKind kind, const std::string& cause, int op,
                  const std::function<std::string()>& message) {
    const auto [it, first] = groups_.try_emplace({&net, cause}, faults.size());
    if (first) {
      Add(net, kind, message(), op);
    } else {
      faults[it->second].ops.push_back(op);
    }
  }

  // Where inputs come from. A net that declares any external input must declare all (Caffe2's
  // rule); one that declares none may read whatever is there when it runs.
  void Sources(const NetDef& net) {
    std::unordered_set<std::string> known(net.external_input().begin(), net.external_input().end());
    const bool strict = !known.empty();
    std::unordered_set<std::string> reported;
    for (int i = 0; i < net.op_size(); ++i) {
      for (const std::string& input : net.op(i).input()) {
        if (!strict || IsAbsent(net.op(i), input) || known.count(input) != 0 || !reported.insert(input).second) continue;
        Add(net, ErrorKind::kInvalidModel,
            internal::Concat("Source for input ", input, " is unknown: no operator before this one makes it, and the ",
                             "net does not declare it as external input"),
            i)
            .blob = input;
      }
      known.insert(net.op(i).output().begin(), net.op(i).output().end());
    }
    for (const std::string& output : net.external_output()) {
      if (known.count(output) != 0) continue;
      Add(net, ErrorKind::kInvalidModel, output + " is declared as output but never produced by the net").blob = output;
    }
  }

  void Operator(const NetDef& net, int i) {
    const OperatorDef& op = net.op(i);
    const auto devices = devices_.find({op.domain(), op.type()});
    const int device = KernelDevice(op.has_device_option() ? op.device_option().device_type() : net.device_option().device_type());
    if (devices == devices_.end()) {
      AddGrouped(net, ErrorKind::kUnknownOperator, "unknown " + op.domain() + "::" + op.type(), i, [&] {
        return internal::Concat("no operator of type '", op.domain().empty() ? "" : op.domain() + "::", op.type(),
                                "' is registered; ", MissingOperatorAdvice(op.type()));
      });
    } else if (devices->second.count(device) == 0) {
      AddGrouped(net, ErrorKind::kWrongDevice, internal::Concat("device ", device, " ", op.type()), i, [&] {
        return internal::Concat("it is placed on the device ", DeviceTypeName(device), ", but this build has it for ",
                                DeviceTypeName(*devices->second.begin()),
                                " only; clear the device options to run it there");
      });
    }
    if (const OpSchema* schema = OpSchemaRegistry::Schema(op.type(), op.domain())) {
      for (const std::string& fault : schema->Faults(op)) Add(net, ErrorKind::kInvalidModel, fault, i);
      if (!IsAllowed(*schema, op, options_)) {
        AddGrouped(net, ErrorKind::kPermission, "permission " + op.type(), i, [&] { return Refusal(*schema); });
      }
    }
    ForEachNestedNet(op, [&](const NetDef& nested) { Net(nested, true); });
  }

  const VerifyOptions& options_;
  std::map<std::pair<std::string, std::string>, std::set<int>> devices_;
  std::map<std::pair<const NetDef*, std::string>, size_t> groups_;
};

}  // namespace

void CheckAllowed(const OperatorDef& op, const VerifyOptions& options) {
  const OpSchema* schema = OpSchemaRegistry::Schema(op.type(), op.domain());
  if (schema != nullptr && !IsAllowed(*schema, op, options)) {
    NETDEF_THROW_KIND(kPermission, "operator ", op.type(), " is refused: ", Refusal(*schema));
  }
}

std::vector<Fault> Verify(const std::vector<const NetDef*>& nets, const VerifyOptions& options) {
  Verifier verifier(options);
  for (const NetDef* net : nets) verifier.Net(*net, false);
  return std::move(verifier.faults);
}

namespace {

std::string PlaceOf(const Fault& fault) {
  constexpr size_t kMost = 8;
  std::string place = fault.net.empty() ? "" : "net '" + fault.net + "'";
  if (fault.ops.empty()) return place;
  place += (place.empty() ? "" : ", ") + std::string(fault.ops.size() > 1 ? "operators " : "operator ");
  for (size_t i = 0; i < std::min(fault.ops.size(), kMost); ++i) place += (i ? ", " : "") + std::to_string(fault.ops[i]);
  if (fault.ops.size() > kMost) place += " and " + std::to_string(fault.ops.size() - kMost) + " more";
  return place + " (" + fault.type + ")";
}

}  // namespace

std::string FaultReport(const std::vector<Fault>& faults) {
  constexpr size_t kMost = 100;
  std::string out;
  for (size_t i = 0; i < std::min(faults.size(), kMost); ++i) {
    const std::string place = PlaceOf(faults[i]);
    out += (out.empty() ? "" : "\n") + (place.empty() ? "" : place + ": ") + faults[i].message;
  }
  if (faults.size() > kMost) out += "\nand " + std::to_string(faults.size() - kMost) + " more";
  return out;
}

void ThrowFaults(const std::string& what, const std::vector<Fault>& faults) {
  if (faults.empty()) return;
  const std::string lead = what.empty() ? "" : what + ": ";
  if (faults.size() == 1) throw Error(lead + FaultReport(faults), faults.front().kind);
  throw Error(internal::Concat(lead, faults.size(), " faults\n", FaultReport(faults)), faults.front().kind);
}

}  // namespace netdef
