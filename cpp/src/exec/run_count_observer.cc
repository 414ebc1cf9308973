// RunCountObserver: how many operators have run, all runs of the net together.
#include "exec/profile.h"

namespace netdef {
namespace {

class RunCountObserver final : public NetObserver {
 public:
  explicit RunCountObserver(NetBase* net) : NetObserver(net), operators_(net) {}

  std::string debug_info() const override {
    int64_t runs = 0;
    for (const OperatorTimes& t : operators_.Times()) runs += t.runs;
    return "This operator runs " + std::to_string(runs) + " times.";
  }

 private:
  OperatorProfile operators_;
};

REGISTER_NET_OBSERVER(RunCountObserver);

}  // namespace
}  // namespace netdef
