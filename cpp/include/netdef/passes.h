// Questions about nets, and rewrites of them, before anything runs.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "netdef/error.h"
#include "netdef/export.h"
#include "netdef/schema.h"

namespace caffe2 {
class NetDef;
class OperatorDef;
}  // namespace caffe2

namespace netdef {

class Workspace;

// --- verify: every fault of a model at once

struct Fault {
  ErrorKind kind = ErrorKind::kInvalidModel;
  std::string message;
  std::string net;
  std::vector<int> ops;  // positions in the net; several where one cause hits many operators
  std::string type;      // the operator's, if one is concerned
  std::string blob;
};

struct VerifyOptions {
  // Refuse operators with side effects (files, network, Python) that `allow` does not name, by type
  // ("Load"), by effect ("reads files") or all of them ("*").
  bool check_side_effects = false;
  std::vector<std::string> allow;
  // Blobs that stand for a file which the caller opened: an operator whose only input is one may read it.
  std::vector<std::string> opened;
};

// Nested nets are included. What CreateNet would throw for, one by one, is found here at once.
NETDEF_API std::vector<Fault> Verify(const std::vector<const caffe2::NetDef*>& nets, const VerifyOptions& options = {});
// One line for each fault, with its place; empty for none.
NETDEF_API std::string FaultReport(const std::vector<Fault>& faults);
// Throws one Error that reports all of them; its kind and place are the first fault's.
NETDEF_API void ThrowFaults(const std::string& what, const std::vector<Fault>& faults);

// Throws where `options` does not let an operator run; for Workspace::SetOperatorCheck, which also sees
// the operators that nested nets make at run time.
NETDEF_API void CheckAllowed(const caffe2::OperatorDef& op, const VerifyOptions& options);

// --- dataflow: what a net takes, leaves and remembers

struct NetFacts {
  // Blobs read before the net writes them: declared external inputs first, then by first use. What
  // only a nested net reads counts if the net declares it.
  std::vector<std::string> inputs;
  std::vector<std::string> written;         // in order of first writing
  std::vector<std::string> nested_written;  // by nested nets; perhaps in a scope of their own
  std::map<std::string, std::vector<int>> readers;  // of `inputs`: positions of operators
  // Among `inputs`, those written later or in place: what one run leaves would change the next,
  // unless they are given anew for each.
  std::vector<std::string> rewritten;
  bool stateful_operators = false;
};
NETDEF_API NetFacts AnalyzeNet(const caffe2::NetDef& net);

// --- optimisation: of a net only its outputs are promised

// What a pass did.
struct PassReport {
  std::string pass, help;
  int changes = 0;
};

// Rewrites `net`, which has no state, so that it needs less work for the same `outputs`. `inputs` are what each call
// supplies; everything else that the net reads is a constant in `parameters`, where new constants are put as well.
// The result runs anywhere: what suits this CPU is chosen later, for the shapes of a call.
NETDEF_API std::vector<PassReport> Optimize(caffe2::NetDef* net, Workspace* parameters, const std::vector<std::string>& inputs,
                                            const std::vector<std::string>& outputs);

// --- rewrites, by name

using NetPass = std::function<void(caffe2::NetDef*)>;
class NETDEF_API NetPasses {
 public:
  static bool Register(const std::string& name, const std::string& help, NetPass pass);
  static std::vector<std::pair<std::string, std::string>> Names();  // with their help
  static void Apply(const std::string& name, caffe2::NetDef* net);
};

}  // namespace netdef

// REGISTER_NET_PASS(place_on_cpu, "What it does.", Function);
#define REGISTER_NET_PASS(name, help, ...) \
  static const bool netdef_pass_##name [[maybe_unused]] = ::netdef::NetPasses::Register(#name, help, __VA_ARGS__)
