// The sequential executor: operators run in the order of the definition.
#include "netdef/net.h"

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

REGISTER_NET(simple, SimpleNet);
REGISTER_NET(simple_refcount, SimpleNet);
REGISTER_NET(rnn, SimpleNet);

}  // namespace
}  // namespace netdef
