#include "netdef/plan.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <mutex>
#include <set>
#include <thread>

#include "exec/nets.h"
#include "netdef/net.h"

namespace netdef {
namespace {

using caffe2::ExecutionStep;
using caffe2::PlanDef;
using test::Call;
using test::Calls;
using test::Net;
using test::NetStep;
using test::Plan;
using test::Steps;

class PlanTest : public testing::Test {
 protected:
  PlanTest() {
    calls_.SetVoid("count", [this] { ++count_; });
    calls_.SetVoid("fail", [] { NETDEF_THROW("as the test wants it"); });
    calls_.Set("no", [](OperatorBase*) { return false; });
    calls_.SetVoid("wait", [this] {
      started_ = true;
      while (!cancelled_) std::this_thread::yield();
    });
    calls_.OnCancel([this] { cancelled_ = true; });
  }
  caffe2::NetDef Count(const std::string& name = "count") { return Net(name, {Call("count")}); }
  std::string ErrorOf(const PlanDef& plan) {
    try {
      RunPlan(plan, &ws_);
    } catch (const Error& e) {
      return e.what();
    }
    return "";
  }
  void ExpectError(const PlanDef& plan, const std::string& words) {
    const std::string text = ErrorOf(plan);
    EXPECT_NE(text.find(words), std::string::npos) << "expected '" << words << "', got '" << text << "'";
  }

  Workspace ws_;
  Calls calls_;
  std::atomic<int> count_{0};
  std::atomic<bool> started_{false}, cancelled_{false};
};

TEST_F(PlanTest, NothingToDoIsSuccess) {
  EXPECT_TRUE(RunPlan(Plan({}, {}), &ws_));
  EXPECT_TRUE(RunPlan(Plan({}, {ExecutionStep()}), &ws_));
  ExecutionStep step;
  step.set_num_iter(5);
  EXPECT_TRUE(RunPlan(Plan({}, {step}), &ws_));
}

TEST_F(PlanTest, StepsRunInOrder) {
  std::vector<std::string> order;
  for (const char* name : {"a", "b"}) calls_.SetVoid(name, [&order, name] { order.push_back(name); });
  EXPECT_TRUE(RunPlan(Plan({Net("a", {Call("a")}), Net("b", {Call("b")})}, {NetStep({"b", "a"}), NetStep({"b"})}), &ws_));
  EXPECT_EQ(order, (std::vector<std::string>{"b", "a", "b"}));
}

TEST_F(PlanTest, NumIterRepeatsNetsAndSubsteps) {
  ExecutionStep inner = NetStep({"count"});
  inner.set_num_iter(3);
  ExecutionStep outer = Steps({inner, inner});
  outer.set_num_iter(2);
  EXPECT_TRUE(RunPlan(Plan({Count()}, {outer}), &ws_));
  EXPECT_EQ(count_, 12);
  for (int iterations : {0, -1}) {
    inner.set_num_iter(iterations);
    EXPECT_TRUE(RunPlan(Plan({Count()}, {inner}), &ws_));
  }
  EXPECT_EQ(count_, 12);
}

TEST_F(PlanTest, ShouldStopBlobIsLookedAtAfterEachNet) {
  test::FeedBool(&ws_, "stop", true);
  ExecutionStep step = NetStep({"count", "other"});
  step.set_should_stop_blob("stop");
  EXPECT_TRUE(RunPlan(Plan({Count(), Count("other")}, {step}), &ws_));
  EXPECT_EQ(count_, 1);
}

TEST_F(PlanTest, ShouldStopBlobEndsAnEndlessStep) {
  test::FeedBool(&ws_, "stop", false);
  calls_.SetVoid("stop", [&] {
    if (++count_ == 7) test::FeedBool(&ws_, "stop", true);
  });
  ExecutionStep step = NetStep({"net"});
  step.set_should_stop_blob("stop");
  EXPECT_TRUE(RunPlan(Plan({Net("net", {Call("stop")})}, {step}), &ws_));
  EXPECT_EQ(count_, 7);
}

TEST_F(PlanTest, AnUninitialisedStopBlobMeansGoOn) {
  ws_.CreateBlob("stop");
  ExecutionStep step = NetStep({"count"});
  step.set_should_stop_blob("stop");
  step.set_only_once(true);
  EXPECT_TRUE(RunPlan(Plan({Count()}, {step}), &ws_));
  EXPECT_EQ(count_, 1);
}

TEST_F(PlanTest, StopBlobOfTheWrongKindIsAnError) {
  ws_.CreateBlob("stop")->GetMutable<Tensor>()->Resize(Dims{2}, DType::kBool);
  ExecutionStep step = NetStep({"count"});
  step.set_should_stop_blob("stop");
  ExpectError(Plan({Count()}, {step}), "expects a scalar boolean");
}

TEST_F(PlanTest, ContradictionsAreErrors) {
  ExecutionStep step = NetStep({"nope"});
  step.set_name("s");
  ExpectError(Plan({Count()}, {step}), "ExecutionStep s uses undefined net nope");
  ExpectError(Plan({Count(), Count()}, {}), "networks of the same name \"count\"");

  step = NetStep({"count"});
  *step.add_substep() = NetStep({"count"});
  ExpectError(Plan({Count()}, {step}), "but not both");

  step = NetStep({"count"});
  step.set_only_once(true);
  ExpectError(Plan({Count()}, {step}), "not supported");

  step = NetStep({"count"});
  step.set_should_stop_blob("stop");
  ExpectError(Plan({Count()}, {step}), "blob stop does not exist");
  ws_.CreateBlob("stop");
  step.set_num_iter(2);
  ExpectError(Plan({Count()}, {step}), "Must not specify num_iter");

  step = NetStep({"count"});
  step.set_report_net("count");
  ExpectError(Plan({Count()}, {step}), "report_interval must be provided");

  step = Steps({NetStep({"count"})});
  step.set_num_concurrent_instances(1000000000);
  ExpectError(Plan({Count()}, {step}), "thread");
}

TEST_F(PlanTest, AFailingNetThrowsItsOwnError) {
  ExpectError(Plan({Net("bad", {Call("fail")})}, {NetStep({"bad"})}), "as the test wants it");
}

TEST_F(PlanTest, ANetThatSaysNoEndsThePlan) {
  EXPECT_FALSE(RunPlan(Plan({Net("no", {Call("no")}), Count()}, {NetStep({"no"}), NetStep({"count"})}), &ws_));
  EXPECT_EQ(count_, 0);
}

TEST_F(PlanTest, NetsStayInTheWorkspaceAndAreMadeOncePerPlan) {
  int made = 0;
  OperatorBase* last = nullptr;
  calls_.Set("made", [&](OperatorBase* op) {
    made += op != last;
    last = op;
    return true;
  });
  const PlanDef plan = Plan({Net("net", {Call("made")})}, {NetStep({"net", "net"}), NetStep({"net"})});
  ws_.CreateNet(Net("net", {}));
  EXPECT_TRUE(RunPlan(plan, &ws_));
  EXPECT_EQ(made, 1);
  EXPECT_NE(ws_.GetNet("net"), nullptr);
  EXPECT_TRUE(ws_.RunNet("net"));
}

TEST_F(PlanTest, ANetMayHaveTheEmptyName) {
  EXPECT_TRUE(RunPlan(Plan({Count("")}, {NetStep({"", ""})}), &ws_));
  EXPECT_EQ(count_, 2);
}

TEST_F(PlanTest, ALaterStepsNetIsMadeWhenTheEarlierHaveRun) {
  calls_.Set("create", [](OperatorBase* op) {
    op->workspace()->CreateBlob("late");
    return true;
  });
  EXPECT_TRUE(RunPlan(Plan({Net("init", {Call("create")}), Net("net", {Call("count", {"late"})})},
                           {NetStep({"init"}), NetStep({"net"})}), &ws_));
  EXPECT_EQ(count_, 1);
}

TEST_F(PlanTest, ConcurrentSubstepsRunSideBySide) {
  std::promise<void> first, second;
  calls_.SetVoid("one", [&] {
    first.set_value();
    second.get_future().wait();
  });
  calls_.SetVoid("two", [&] {
    first.get_future().wait();
    second.set_value();
  });
  EXPECT_TRUE(RunPlan(Plan({Net("one", {Call("one")}), Net("two", {Call("two")})},
                           {Steps({NetStep({"one"}), NetStep({"two"})}, true)}), &ws_));
}

TEST_F(PlanTest, AFailureCancelsTheStepsBesideIt) {
  calls_.SetVoid("fail when others wait", [this] {
    while (!started_) std::this_thread::yield();
    NETDEF_THROW("as the test wants it");
  });
  ExecutionStep endless = NetStep({"count"});
  endless.set_num_iter(1LL << 60);
  ExpectError(Plan({Net("wait", {Call("wait")}), Net("bad", {Call("fail when others wait")}), Count()},
                   {Steps({NetStep({"wait"}), Steps({endless}), NetStep({"bad"})}, true), NetStep({"count"})}),
              "as the test wants it");
  EXPECT_TRUE(cancelled_);
}

TEST_F(PlanTest, InstancesRunEverySubstepSoManyTimes) {
  for (bool concurrent : {false, true}) {
    count_ = 0;
    ExecutionStep own = NetStep({"count"});
    own.set_create_workspace(true);
    ExecutionStep step = Steps({own, own}, concurrent);
    step.set_num_concurrent_instances(3);
    step.set_num_iter(2);
    EXPECT_TRUE(RunPlan(Plan({Count()}, {step}), &ws_));
    EXPECT_EQ(count_, 12);
  }
  // They do not multiply the nets of a step, and none means none.
  count_ = 0;
  ExecutionStep nets = NetStep({"count"});
  nets.set_num_concurrent_instances(3);
  EXPECT_TRUE(RunPlan(Plan({Count()}, {nets}), &ws_));
  EXPECT_EQ(count_, 1);
  ExecutionStep none = Steps({nets, nets}, true);
  none.set_num_concurrent_instances(0);
  EXPECT_TRUE(RunPlan(Plan({Count()}, {none}), &ws_));
  EXPECT_EQ(count_, 1);
}

TEST_F(PlanTest, CreateWorkspaceSharesOuterBlobsAndDropsItsOwn) {
  ws_.CreateBlob("outer");
  calls_.Set("write", [](OperatorBase* op) {
    *op->Output<int>(0) += 1;
    *op->Output<int>(1) += 1;
    return true;
  });
  ExecutionStep step = NetStep({"net"});
  step.set_create_workspace(true);
  step.set_num_iter(2);
  EXPECT_TRUE(RunPlan(Plan({Net("net", {Call("write", {}, {"outer", "inner"})})}, {step, step}), &ws_));
  EXPECT_EQ(ws_.GetBlob("outer")->Get<int>(), 4);
  EXPECT_FALSE(ws_.HasBlob("inner"));
  EXPECT_EQ(ws_.GetNet("net"), nullptr);
}

TEST_F(PlanTest, WorkspacesOfANodeAreNumbered) {
  Tensor* node = ws_.CreateBlob("NODE_ID")->GetMutable<Tensor>();
  node->Resize(Dims{1});
  *node->mutable_data<int32_t>() = 3;
  std::vector<int32_t> ids;
  calls_.Set("id", [&](OperatorBase* op) {
    ids.push_back(op->Input<Tensor>(0).data<int32_t>()[0]);
    return true;
  });
  ExecutionStep step = NetStep({"net"});
  step.set_create_workspace(true);
  step.set_num_iter(2);
  EXPECT_TRUE(RunPlan(Plan({Net("net", {Call("id", {"GLOBAL_WORKSPACE_ID"})})}, {step, step}), &ws_));
  EXPECT_EQ(ids, (std::vector<int32_t>{3 << 16, 3 << 16, (3 << 16) + 1, (3 << 16) + 1}));
  EXPECT_FALSE(ws_.HasBlob("GLOBAL_WORKSPACE_ID"));
}

TEST_F(PlanTest, TimedSubstepsRunBesideTheOthersAndOnceMore) {
  std::atomic<int> ticks{0};
  calls_.SetVoid("tick", [&] { ++ticks; });
  calls_.SetVoid("till third tick", [&] {
    while (ticks < 3) std::this_thread::yield();
  });
  ExecutionStep timed = NetStep({"tick"});
  timed.set_run_every_ms(1);
  EXPECT_TRUE(RunPlan(Plan({Net("tick", {Call("tick")}), Net("work", {Call("till third tick")})},
                           {Steps({timed, NetStep({"work"})})}), &ws_));
  EXPECT_GE(ticks, 3);

  ticks = 0;
  timed.set_run_every_ms(1000000000000);
  ExecutionStep iterated = Steps({timed});
  iterated.set_num_iter(5);
  EXPECT_TRUE(RunPlan(Plan({Net("tick", {Call("tick")})}, {iterated, timed}), &ws_));
  EXPECT_EQ(ticks, 2);  // by itself the interval means nothing
}

TEST_F(PlanTest, AFlagEndsAStepThatHasOnlyTimedSubsteps) {
  test::FeedBool(&ws_, "done", true);
  ExecutionStep timed = NetStep({"count"});
  timed.set_run_every_ms(1);
  ExecutionStep step = Steps({timed});
  step.set_should_stop_blob("done");
  EXPECT_TRUE(RunPlan(Plan({Count()}, {step}), &ws_));
  EXPECT_GE(count_, 1);
}

TEST_F(PlanTest, ReportNetRunsOnceMoreAtTheEnd) {
  std::atomic<int> reports{0};
  calls_.SetVoid("report", [&] { ++reports; });
  ExecutionStep step = NetStep({"count"});
  step.set_num_iter(4);
  step.set_report_net("report");
  step.set_report_interval(1000);
  EXPECT_TRUE(RunPlan(Plan({Count(), Net("report", {Call("report")})}, {step}), &ws_));
  EXPECT_EQ(count_, 4);
  EXPECT_EQ(reports, 1);
}

TEST_F(PlanTest, AFailingTimedSubstepFailsThePlan) {
  ExecutionStep timed = NetStep({"bad"});
  timed.set_run_every_ms(1);
  ExpectError(Plan({Net("bad", {Call("fail")}), Net("wait", {Call("wait")})}, {Steps({timed, NetStep({"wait"})})}),
              "as the test wants it");
}

TEST_F(PlanTest, Background) {
  BackgroundPlan good(Plan({Count()}, {NetStep({"count"})}), &ws_);
  good.Wait();
  EXPECT_TRUE(good.is_done());
  EXPECT_TRUE(good.is_succeeded());
  EXPECT_EQ(good.error(), "");
  EXPECT_NO_THROW(good.Rethrow());

  const auto bad = RunPlanInBackground(Plan({Net("bad", {Call("fail")})}, {NetStep({"bad"})}), &ws_);
  EXPECT_THROW(bad->Rethrow(), Error);
  EXPECT_TRUE(bad->is_done());
  EXPECT_FALSE(bad->is_succeeded());
  EXPECT_NE(bad->error().find("as the test wants it"), std::string::npos);

  const auto waiting = RunPlanInBackground(Plan({Net("wait", {Call("wait")})}, {NetStep({"wait"})}), &ws_);
  EXPECT_FALSE(waiting->is_done());
  EXPECT_FALSE(waiting->is_succeeded());
  while (!started_) std::this_thread::yield();
  waiting->Cancel();
  EXPECT_TRUE(waiting->is_done());
  EXPECT_FALSE(waiting->is_succeeded());
}

}  // namespace
}  // namespace netdef
