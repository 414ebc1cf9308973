// The two executors. NetDef.type names one of them through the table in net_types.cc.
#pragma once

#include <memory>

#include "netdef/net.h"

namespace netdef {

// Operators in the order of the definition, in the caller's thread.
std::unique_ptr<NetBase> MakeSimpleNet(std::shared_ptr<const NetDef> def, Workspace* ws);

struct DagOptions {
  bool own_pool = false;         // threads of its own, for nets whose operators wait for each other
  bool workers_required = false; // NetDef.num_workers must be given
  bool keep_times = false;       // collects times for each operator
};

// Operators as soon as what they need is there, on NetDef.num_workers threads, the caller's
// included (as many as kernels may use where it is not given).
std::unique_ptr<NetBase> MakeDagNet(std::shared_ptr<const NetDef> def, Workspace* ws, const DagOptions& options);

}  // namespace netdef
