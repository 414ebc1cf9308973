// What a program knows of its net; the same for all its plans.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "compile/packed_constants.h"

namespace caffe2 {
class NetDef;
}

namespace netdef {

class Workspace;

namespace compile {

struct Subject {
  std::shared_ptr<const caffe2::NetDef> net;
  const Workspace* parameters = nullptr;
  std::set<std::string> outputs;   // blobs that callers may ask for
  std::vector<std::set<std::string>> nested_reads;  // of each operator, by nets within it
  std::set<std::string> written;   // by operators or nets within them: what the parameters hold of that name is no constant
  std::set<std::string> unstable;  // written more than once, or by nested nets: they stay in their blobs
  MemoryBudget* budget;            // of packed weights and the memory of plans
  mutable PackedConstants packed;

  Subject(std::shared_ptr<const caffe2::NetDef> net, const Workspace* parameters, std::set<std::string> outputs, MemoryBudget* budget);
};

}  // namespace compile
}  // namespace netdef
