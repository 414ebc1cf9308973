// Caffe2's net types: names for two executors and a few options. There is no other such list.
#include "exec/executors.h"

namespace netdef {
namespace {

struct DagType {
  const char* name;
  DagOptions options;
};

constexpr const char* kSequential[] = {"simple", "simple_refcount", "rnn", "async_simple"};

const DagType kParallel[] = {
    {"dag", {/*own_pool=*/true, false, false}},
    {"prof_dag", {/*own_pool=*/true, false, /*keep_times=*/true}},
    {"async_dag", {}},
    {"async_polling", {}},
    {"async_scheduling", {}},
    {"parallel", {false, /*workers_required=*/true, false}},
};

const bool registered [[maybe_unused]] = [] {
  for (const char* name : kSequential) NetRegistry::Register(name, MakeSimpleNet);
  for (const DagType& type : kParallel) {
    NetRegistry::Register(type.name, [options = type.options](std::shared_ptr<const NetDef> def, Workspace* ws) {
      return MakeDagNet(std::move(def), ws, options);
    });
  }
  return true;
}();

}  // namespace
}  // namespace netdef
