// ProfileObserver: a table of the time each operator takes.
#include <cstdio>

#include "exec/profile.h"

namespace netdef {
namespace {

class ProfileObserver final : public NetObserver {
 public:
  explicit ProfileObserver(NetBase* net) : NetObserver(net), operators_(net) {}

  std::string debug_info() const override {
    std::string table = "  ms/run    stddev    runs  operator\n";
    const std::vector<OperatorTimes> times = operators_.Times();
    for (size_t i = 0; i < times.size(); ++i) {
      char line[64];
      std::snprintf(line, sizeof(line), "%8.4f  %8.4f  %6lld  #%zu ", times[i].mean, times[i].stddev,
                    static_cast<long long>(times[i].runs), i);
      table += line + subject()->operators()[i]->Description() + "\n";
    }
    return table;
  }

 private:
  OperatorProfile operators_;
};

REGISTER_NET_OBSERVER(ProfileObserver);

}  // namespace
}  // namespace netdef
