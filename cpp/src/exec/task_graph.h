// What the parallel executor runs: the operators of a net as a graph of tasks. A task is a chain of
// operators that can only run one after the other.
#pragma once

#include <vector>

#include "netdef/export.h"

namespace caffe2 {
class NetDef;
}

namespace netdef {

struct Task {
  std::vector<int> operators;  // positions in the net, in order
  std::vector<int> children;   // tasks that wait for this one
  int parents = 0;             // number of tasks this one waits for
  bool alone = true;           // no other task can ever run beside it
};

// In an order in which every task comes after its parents; tasks[0] holds operator 0.
using TaskGraph = std::vector<Task>;

// For each operator the operators it must wait for, in ascending order, without those that another
// of them waits for anyway. A blob's reader waits for its last writer, a writer for the last writer
// and for the readers since; a control input counts as read.
NETDEF_API std::vector<std::vector<int>> OperatorDependencies(const caffe2::NetDef& net);

NETDEF_API TaskGraph BuildTaskGraph(const caffe2::NetDef& net);

}  // namespace netdef
