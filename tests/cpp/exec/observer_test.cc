#include "netdef/observer.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "exec/nets.h"
#include "netdef/net.h"

namespace netdef {
namespace {

using test::Call;
using test::Calls;

class NamedObserver : public testing::Test {
 protected:
  NamedObserver() {
    calls_.SetVoid("work", [] { std::this_thread::sleep_for(std::chrono::milliseconds(2)); });
    net_ = CreateNet(test::Net("n", {Call("work", {}, {"a"}), Call("work", {"a"}, {"b"})}), &ws_);
  }
  const NetObserver* Attach(const std::string& name) {
    return static_cast<const NetObserver*>(net_->AttachObserver(ObserverRegistry::Create(name, net_.get())));
  }
  Workspace ws_;
  Calls calls_;
  std::unique_ptr<NetBase> net_;
};

TEST_F(NamedObserver, TimeObserver) {
  const NetObserver* observer = Attach("TimeObserver");
  EXPECT_EQ(observer->average_time(), 0.0);
  for (int i = 0; i < 3; ++i) net_->Run();
  EXPECT_GE(observer->average_time(), 4.0);
  EXPECT_GE(observer->average_time_children(), 2.0);
  EXPECT_LT(observer->average_time_children(), observer->average_time());
}

TEST_F(NamedObserver, RunCountObserver) {
  const NetObserver* observer = Attach("RunCountObserver");
  for (int i = 0; i < 3; ++i) net_->Run();
  EXPECT_EQ(observer->debug_info(), "This operator runs 6 times.");
  EXPECT_THROW(observer->average_time(), Error);
  EXPECT_THROW(observer->average_time_children(), Error);
}

TEST_F(NamedObserver, ProfileObserverListsOperators) {
  const NetObserver* observer = Attach("ProfileObserver");
  net_->Run();
  const std::string table = observer->debug_info();
  EXPECT_NE(table.find("TestCall (inputs: a; outputs: b)"), std::string::npos) << table;
}

TEST_F(NamedObserver, DetachingTakesTheOperatorsObserversToo) {
  const NetObserver* observer = Attach("TimeObserver");
  EXPECT_EQ(net_->operators()[0]->NumObservers(), 1u);
  net_->DetachObserver(observer);
  EXPECT_EQ(net_->operators()[0]->NumObservers(), 0u);
}

TEST_F(NamedObserver, AnUnknownNameIsAnError) { EXPECT_THROW(ObserverRegistry::Create("Bogus", net_.get()), Error); }

}  // namespace
}  // namespace netdef
