// Recorded runs of Caffe2, as tests/golden/recording.py reads them; what the archives hold is written there.
#pragma once

#include <map>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "netdef/tensor.h"

namespace netdef {
namespace test {

using Value = std::variant<Tensor, Int8Tensor, std::string>;
using Values = std::map<std::string, Value>;

struct Recording {
  std::string id;
  bool is_net = false;
  std::string definition;
  Values inputs, outputs;
  std::string error;  // empty where it ran
  double rtol = 0, atol = 0;
  bool nondeterministic = false;
};

// Where the outcome may be another: tests/golden/differences.json.
struct Differences {
  std::set<std::string> cases;
  std::vector<std::string> lacked_a_type;  // phrases of errors that only said that Caffe2 lacked a type; an answer serves too
};
Differences ReadDifferences(const std::string& path);

std::vector<Recording> ReadRecordings(const std::string& path);

// Runs the case in an empty workspace. Empty where the outcome is the recorded one, else what differs.
std::string Replay(const Recording& recording, const Differences& differences);

}  // namespace test
}  // namespace netdef
