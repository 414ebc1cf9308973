#include "netdef/loader.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

#include "netdef/context.h"
#include "netdef/error.h"
#include "netdef/passes.h"
#include "netdef/proto_utils.h"
#include "netdef/serialize.h"
#include "netdef/shapes.h"
#include "netdef/workspace.h"
#include "predictor/meta_net.h"
#include "predictor/pairing.h"
#include "serialize/file_contents.h"

namespace netdef {
namespace {

namespace fs = std::filesystem;

using caffe2::NetDef;
using NetPtr = std::shared_ptr<const NetDef>;

NetPtr ReadNet(const std::string& path, const Limits& limits) {
  return std::make_shared<NetDef>(ReadMessage<NetDef>(FileContents(path, limits).bytes(), path, limits));
}

NetPtr NoNet() {
  auto net = std::make_shared<NetDef>();
  net->set_name("init");
  return net;
}

// --- roles

// Whether `net` reads what `other` makes.
bool DependsOn(const NetFacts& net, const NetFacts& other) {
  const std::set<std::string> made(other.written.begin(), other.written.end());
  return std::any_of(net.inputs.begin(), net.inputs.end(), [&](const std::string& name) { return made.count(name) != 0; });
}

// Whether the two are the wrong way round: the init net reads what the predict net makes and not the reverse.
bool Swapped(const NetDef& init, const NetDef& predict) {
  const NetFacts i = AnalyzeNet(init), p = AnalyzeNet(predict);
  return DependsOn(i, p) && !DependsOn(p, i);
}

// The two nets with the init net first. `first_is_init` is what their names say.
std::pair<NetPtr, NetPtr> InOrder(NetPtr first, NetPtr second, bool first_is_init, std::vector<std::string>* notes) {
  const NetFacts a = AnalyzeNet(*first), b = AnalyzeNet(*second);
  const bool a_needs_b = DependsOn(a, b), b_needs_a = DependsOn(b, a);
  // Where neither needs the other, the one without inputs is the init net.
  const bool a_is_init = a_needs_b != b_needs_a ? b_needs_a
                         : a.inputs.empty() != b.inputs.empty() ? a.inputs.empty()
                                                                : first_is_init;
  if (a_is_init != first_is_init && notes != nullptr) {
    notes->push_back("by their contents the init and predict net are the other way round than by their names");
  }
  if (a_is_init) return {std::move(first), std::move(second)};
  return {std::move(second), std::move(first)};
}

// --- from two nets to a model

// Whether `test` holds for the net or one nested in it.
bool AnyNet(const NetDef& net, bool (*test)(const NetDef&)) {
  bool found = test(net);
  for (int i = 0; !found && i < net.op_size(); ++i) {
    ForEachNestedNet(net.op(i), [&](const NetDef& nested) { found = found || AnyNet(nested, test); });
  }
  return found;
}

bool UsesOtherDevice(const NetDef& net) {
  return net.device_option().device_type() != CPU ||
         std::any_of(net.op().begin(), net.op().end(),
                     [](const caffe2::OperatorDef& op) { return op.device_option().device_type() != CPU; });
}

// Old recurrent operators hold their step nets as text.
bool IsTextNet(const caffe2::Argument& arg) {
  return arg.has_s() && arg.name().find("net") != std::string::npos && SniffFormat(arg.s()) == Format::kNetDefText;
}

bool HasTextNets(const NetDef& net) {
  return std::any_of(net.op().begin(), net.op().end(), [](const caffe2::OperatorDef& op) {
    return std::any_of(op.arg().begin(), op.arg().end(), IsTextNet);
  });
}

void TextNetsToMessages(NetDef* net, const Limits& limits) {
  for (caffe2::OperatorDef& op : *net->mutable_op()) {
    for (caffe2::Argument& arg : *op.mutable_arg()) {
      if (!IsTextNet(arg)) continue;
      *arg.mutable_n() = ParseText<NetDef>(arg.s(), limits);
      arg.clear_s();
    }
    ForEachNestedNet(&op, [&](NetDef* nested) { TextNetsToMessages(nested, limits); });
  }
}

// The net as everything after the loader wants it: nested nets as messages, so that whoever looks at nets sees
// them, and on the CPU. Weights may be large, so a net that needs no change is not copied.
NetPtr Normalised(const NetPtr& net, const LoadOptions& options, bool* moved) {
  const bool has_text = AnyNet(*net, HasTextNets);
  if (!has_text && (options.keep_devices || !AnyNet(*net, UsesOtherDevice))) return net;
  auto copy = std::make_shared<NetDef>(*net);
  TextNetsToMessages(copy.get(), options.limits);
  if (!options.keep_devices && AnyNet(*copy, UsesOtherDevice)) {
    NetPasses::Apply("place_on_cpu", copy.get());
    *moved = true;
  }
  return copy;
}

// Sizes that the nets state by themselves, before anything is allocated for them.
void CheckDeclaredSizes(const Model& model, const Limits& limits) {
  BlobSpecs specs;
  uint64_t total = 0;
  for (const NetPtr& net : {model.init, model.predict}) {
    InferShapes(*net, &specs);
    for (const auto& [name, spec] : specs) {
      if (!spec.known) continue;
      const int64_t elements = NumElements(spec.dims);
      uint64_t bytes = 0;
      if (elements > limits.elements || __builtin_mul_overflow(static_cast<uint64_t>(elements), ItemSize(spec.dtype), &bytes) ||
          __builtin_add_overflow(total, bytes, &total) || total > limits.tensor_bytes) {
        throw Error(internal::Concat(model.source, model.source.empty() ? "" : ": ", "the tensor '", name, "' of shape ",
                                     "[", DimsString(spec.dims), "] goes beyond the limits on tensors (Limits::elements, ",
                                     "Limits::tensor_bytes)"),
                    ErrorKind::kLimit)
            .SetBlob(name);
      }
    }
    total = 0;
  }
}

// What is the same for every way to a model: devices, faults, limits, permission. `reader` is a blob that the
// loader itself opened, or empty.
Model Finish(Model model, const LoadOptions& options, const std::string& reader) {
  bool moved = false;
  for (NetPtr* net : {&model.init, &model.predict}) *net = Normalised(*net, options, &moved);
  if (moved) model.notes.push_back("the nets were made for another device; they were moved to the CPU");
  VerifyOptions verify;
  verify.check_side_effects = true;
  verify.allow = options.allow;
  if (!reader.empty()) verify.opened.push_back(reader);
  const std::vector<Fault> faults = Verify({model.init.get(), model.predict.get()}, verify);
  if (options.verify) {
    ThrowFaults(model.source.empty() ? "the model cannot run" : model.source + ": the model cannot run", faults);
    CheckDeclaredSizes(model, options.limits);
  } else {
    model.faults = FaultReport(faults);
  }
  model.prepare = [prepare = std::move(model.prepare), verify](Workspace* ws) {
    ws->SetOperatorCheck([verify](const caffe2::OperatorDef& op) { CheckAllowed(op, verify); });
    if (prepare) prepare(ws);
  };
  model.tensor_bytes = options.limits.tensor_bytes;
  return model;
}

Model FromPair(NetPtr first, NetPtr second, bool first_is_init, const std::string& source) {
  Model model;
  model.source = source;
  std::tie(model.init, model.predict) = InOrder(std::move(first), std::move(second), first_is_init, &model.notes);
  model.name = model.predict->name();
  return model;
}

// --- files

[[noreturn]] void ThrowNoPredictNet(const std::string& path) {
  NETDEF_THROW_KIND(kInvalidModel, path, ": this is an init net (it only fills parameters); its predict net is not beside "
                    "it. Give the path of the predict net, or of both");
}

// A file of its own: a predict net that needs no other, or one whose other half lies beside it.
Model FromNetFile(const std::string& path, const LoadOptions& options) {
  NetPtr net = ReadNet(path, options.limits);
  const NamedRole role = RoleByName(fs::path(path).filename().string());
  const std::vector<std::string> partners = PartnersOf(path);
  if (!partners.empty()) {
    Model model = FromPair(std::move(net), ReadNet(partners.front(), options.limits), role == NamedRole::kInit, path);
    model.notes.push_back("paired with " + partners.front());
    return model;
  }
  if (role == NamedRole::kInit && AnalyzeNet(*net).inputs.empty()) ThrowNoPredictNet(path);
  Model model;
  model.source = path;
  model.init = NoNet();
  model.predict = std::move(net);
  return model;
}

Model FromFolder(const std::string& folder, const LoadOptions& options, std::string* reader) {
  std::vector<std::string> nets, databases;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (!entry.is_regular_file()) continue;
    if (IsNetFileName(name)) nets.push_back(entry.path().string());
    if (IsDatabaseFileName(name)) databases.push_back(entry.path().string());
  }
  // One file of each pair: the predict net, by its name or for want of a better one.
  std::map<std::string, std::string> pairs;
  for (const std::string& path : nets) {
    const std::string name = fs::path(path).filename().string();
    if (RoleByName(name) == NamedRole::kInit || PartnersOf(path).empty()) continue;
    std::string& chosen = pairs[PairStem(name)];
    if (chosen.empty() || (fs::path(chosen).extension() != ".pb" && fs::path(path).extension() == ".pb")) chosen = path;
  }
  const auto plain = pairs.find("");
  if (pairs.size() == 1 || plain != pairs.end()) {
    return FromNetFile(plain != pairs.end() ? plain->second : pairs.begin()->second, options);
  }
  std::string found;
  for (const auto& entry : pairs) found += "\n  " + entry.second;
  if (!pairs.empty()) NETDEF_THROW_KIND(kInvalidModel, folder, " holds several models; open one of these:", found);
  std::vector<std::string> exported;
  for (const std::string& path : databases) {
    if (SniffFormat(ReadFileHead(path)) == Format::kMiniDb && HasMetaNet(path, options.limits)) exported.push_back(path);
  }
  if (exported.size() == 1) return ReadMetaNet(exported.front(), options.limits, reader);
  for (const std::string& path : exported) found += "\n  " + path;
  if (!exported.empty()) NETDEF_THROW_KIND(kInvalidModel, folder, " holds several models; open one of these:", found);
  if (nets.size() == 1) return FromNetFile(nets.front(), options);
  for (const std::string& path : nets) found += "\n  " + path;
  NETDEF_THROW_KIND(kNotFound, folder, ": no model found. Expected a pair such as init_net.pb and predict_net.pb, or an "
                    "exported database", nets.empty() ? "" : "; there is", found);
}

}  // namespace

Model LoadModel(const std::string& path, const LoadOptions& options) {
  std::string reader;
  Model model;
  std::error_code error;
  if (fs::is_directory(path, error)) {
    model = FromFolder(path, options, &reader);
  } else {
    // A database may be larger than memory; its kind shows in its first bytes.
    model = SniffFormat(ReadFileHead(path)) == Format::kMiniDb ? ReadMetaNet(path, options.limits, &reader)
                                                                     : FromNetFile(path, options);
  }
  if (model.name.empty()) model.name = fs::path(path).stem().string();
  return Finish(std::move(model), options, reader);
}

Model LoadModel(const std::string& path, const std::string& other, const LoadOptions& options) {
  if (other.empty()) return LoadModel(path, options);
  const bool first_is_init = RoleByName(fs::path(other).filename().string()) != NamedRole::kInit;
  return Finish(FromPair(ReadNet(path, options.limits), ReadNet(other, options.limits), first_is_init, path), options, "");
}

Model LoadModelFromBytes(std::string_view bytes, std::string_view other, const LoadOptions& options) {
  auto first = std::make_shared<NetDef>(ReadMessage<NetDef>(bytes, "", options.limits));
  if (other.empty()) {
    Model model;
    model.init = NoNet();
    model.predict = std::move(first);
    model.name = model.predict->name();
    return Finish(std::move(model), options, "");
  }
  auto second = std::make_shared<NetDef>(ReadMessage<NetDef>(other, "", options.limits));
  return Finish(FromPair(std::move(first), std::move(second), true, ""), options, "");
}

Model MakeModel(NetPtr init, NetPtr predict, const LoadOptions& options) {
  if (Swapped(*init, *predict)) {
    NETDEF_THROW_KIND(kInvalidModel, "the nets are swapped: the one given as init net ('", init->name(),
                      "') reads what the other ('", predict->name(), "') fills; give them the other way round");
  }
  Model model;
  model.init = std::move(init);
  model.predict = std::move(predict);
  model.name = model.predict->name();
  return Finish(std::move(model), options, "");
}

}  // namespace netdef
