// The sequential executor: operators run in the order of the definition.
#include "exec/executors.h"

namespace netdef {
namespace {

class SimpleNet final : public NetBase {
 public:
  using NetBase::NetBase;

 protected:
  bool DoRun() override {
    for (size_t i = 0; i < operators().size(); ++i) {
      if (cancelled_ || !RunOperator(i)) return false;
    }
    return true;
  }
};

}  // namespace

std::unique_ptr<NetBase> MakeSimpleNet(std::shared_ptr<const NetDef> def, Workspace* ws) {
  return std::make_unique<SimpleNet>(std::move(def), ws);
}

}  // namespace netdef
