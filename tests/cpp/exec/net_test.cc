// All net types: order, errors, cancellation, running again, nets inside operators.
#include "netdef/net.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <mutex>
#include <set>
#include <thread>

#include "caffe2/proto/prof_dag.pb.h"
#include "exec/nets.h"
#include "netdef/parallel.h"

namespace netdef {
namespace {

using test::Call;
using test::Calls;
using test::Net;

const char* const kTypes[] = {"",          "simple",    "simple_refcount", "rnn",              "dag",         "prof_dag",
                              "async_dag", "async_polling", "async_scheduling", "async_simple", "parallel"};
const char* const kParallelTypes[] = {"dag", "prof_dag", "async_dag", "async_polling", "async_scheduling", "parallel"};

std::string TypeName(const testing::TestParamInfo<const char*>& info) {
  return *info.param == 0 ? "unnamed" : info.param;
}

class AnyNet : public testing::TestWithParam<const char*> {
 protected:
  std::unique_ptr<NetBase> Make(const std::vector<caffe2::OperatorDef>& ops, int workers = 4) {
    return CreateNet(Net("net", ops, GetParam(), workers), &ws_);
  }
  Workspace ws_;
  Calls calls_;
};
class ParallelNet : public AnyNet {};

INSTANTIATE_TEST_SUITE_P(Types, AnyNet, testing::ValuesIn(kTypes), TypeName);
INSTANTIATE_TEST_SUITE_P(Types, ParallelNet, testing::ValuesIn(kParallelTypes), TypeName);

TEST_P(AnyNet, RunsEveryOperatorAfterWhatItNeeds) {
  std::mutex mutex;
  std::vector<std::string> order;
  for (const char* name : {"a", "b", "c", "d"}) {
    calls_.SetVoid(name, [&, name] {
      const std::lock_guard<std::mutex> lock(mutex);
      order.push_back(name);
    });
  }
  const auto net = Make({Call("a", {}, {"a"}), Call("b", {"a"}, {"b"}), Call("c", {"a"}, {"c"}), Call("d", {"b", "c"}, {})});
  for (int run = 0; run < 50; ++run) {
    order.clear();
    EXPECT_TRUE(net->Run());
    ASSERT_EQ(order.size(), 4u);
    EXPECT_EQ(order.front(), "a");
    EXPECT_EQ(order.back(), "d");
  }
}

TEST_P(AnyNet, AnEmptyNetRuns) { EXPECT_TRUE(Make({})->Run()); }

TEST_P(AnyNet, AnErrorNamesNetAndOperatorAndTheNetRunsAgain) {
  std::atomic<bool> fails{true};
  std::atomic<int> later{0};
  calls_.SetVoid("ok", [] {});
  calls_.SetVoid("fail", [&] {
    if (fails) NETDEF_THROW("as the test wants it");
  });
  calls_.SetVoid("later", [&] { ++later; });
  const auto net = Make({Call("ok", {}, {"a"}), Call("fail", {"a"}, {"b"}), Call("later", {"b"}, {"c"}), Call("ok", {"a"}, {"d"})});
  for (int run = 0; run < 20; ++run) {
    fails = true;
    try {
      net->Run();
      FAIL() << "no error";
    } catch (const Error& e) {
      EXPECT_EQ(e.message(), "as the test wants it");
      EXPECT_EQ(e.net(), "net");
      EXPECT_EQ(e.op_index(), 1);
      EXPECT_NE(std::string(e.what()).find("TestCall"), std::string::npos);
    }
    EXPECT_EQ(later, run);
    fails = false;
    EXPECT_TRUE(net->Run());
  }
}

TEST_P(AnyNet, FalseEndsTheRun) {
  int later = 0;
  calls_.Set("no", [](OperatorBase*) { return false; });
  calls_.SetVoid("later", [&] { ++later; });
  const auto net = Make({Call("no", {}, {"a"}), Call("later", {"a"}, {})});
  EXPECT_FALSE(net->Run());
  EXPECT_EQ(later, 0);
}

TEST_P(AnyNet, StandardExceptionsBecomeErrors) {
  calls_.SetVoid("fail", [] { throw std::out_of_range("far out"); });
  const auto net = Make({Call("fail"), Call("fail")});
  EXPECT_THROW(net->Run(), Error);
}

TEST_P(AnyNet, CancelEndsARunOfAnotherThread) {
  std::promise<void> started;
  std::atomic<bool> cancelled{false};
  std::atomic<int> later{0};
  calls_.OnCancel([&] { cancelled = true; });
  calls_.SetVoid("wait", [&] {
    started.set_value();
    while (!cancelled) std::this_thread::yield();
  });
  calls_.SetVoid("later", [&] { ++later; });
  const auto net = Make({Call("wait", {}, {"a"}), Call("later", {"a"}, {})});
  std::thread other([&] {
    started.get_future().wait();
    net->Cancel();
  });
  EXPECT_FALSE(net->Run());
  other.join();
  EXPECT_EQ(later, 0);
}

TEST_P(AnyNet, RunsOfOneNetDoNotOverlap) {
  std::atomic<int> inside{0}, runs{0};
  std::atomic<bool> overlapped{false};
  calls_.SetVoid("work", [&] {
    if (++inside > 1) overlapped = true;
    ++runs;
    --inside;
  });
  const auto net = Make({Call("work", {}, {"a"})});
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 20; ++i) net->Run();
    });
  }
  for (std::thread& t : threads) t.join();
  EXPECT_EQ(runs, 80);
  EXPECT_FALSE(overlapped);
}

TEST_P(AnyNet, ANetRunByItsOwnOperatorIsAnError) {
  NetBase* self = nullptr;
  calls_.SetVoid("self", [&] { self->Run(); });
  const auto net = Make({Call("self")}, 1);
  self = net.get();
  EXPECT_THROW(net->Run(), Error);
}

TEST_P(AnyNet, ObserversSeeEveryRunAlsoOneThatThrows) {
  struct Count : ObserverBase<NetBase> {
    using ObserverBase::ObserverBase;
    void Start() override { ++starts; }
    void Stop() override { ++stops; }
    int starts = 0, stops = 0;
  };
  calls_.SetVoid("fail", [] { NETDEF_THROW("no"); });
  const auto net = Make({Call("fail")});
  const auto* count = static_cast<const Count*>(net->AttachObserver(std::make_unique<Count>(net.get())));
  EXPECT_THROW(net->Run(), Error);
  EXPECT_EQ(count->starts, 1);
  EXPECT_EQ(count->stops, 1);
  EXPECT_NE(net->DetachObserver(count), nullptr);
  EXPECT_EQ(net->NumObservers(), 0u);
}

TEST_P(ParallelNet, OperatorsThatWaitForEachOtherRunSideBySide) {
  std::promise<void> first, second;
  calls_.SetVoid("one", [&] {
    first.set_value();
    second.get_future().wait();
  });
  calls_.SetVoid("two", [&] {
    first.get_future().wait();
    second.set_value();
  });
  EXPECT_TRUE(Make({Call("one", {}, {"a"}), Call("two", {}, {"b"})}, 2)->Run());
}

TEST_P(ParallelNet, OneWorkerRunsOneOperatorAtATime) {
  std::set<std::thread::id> threads;
  calls_.SetVoid("work", [&] { threads.insert(std::this_thread::get_id()); });
  const auto net = Make({Call("work", {}, {"a"}), Call("work", {}, {"b"}), Call("work", {}, {"c"})}, 1);
  EXPECT_TRUE(net->Run());
  EXPECT_EQ(threads, std::set<std::thread::id>{std::this_thread::get_id()});
}

TEST_P(ParallelNet, TheFirstErrorInTimeIsTheOneThatCounts) {
  std::promise<void> failed;
  calls_.SetVoid("early", [&] {
    struct Tell {
      std::promise<void>* p;
      ~Tell() { p->set_value(); }
    } const tell{&failed};
    NETDEF_THROW("the first");
  });
  calls_.SetVoid("late", [&] {
    failed.get_future().wait();
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    NETDEF_THROW("the second");
  });
  const auto net = Make({Call("late", {}, {"a"}), Call("early", {}, {"b"})}, 2);
  try {
    net->Run();
    FAIL() << "no error";
  } catch (const Error& e) {
    EXPECT_EQ(e.message(), "the first");
    EXPECT_EQ(e.op_index(), 1);
  }
}

TEST_P(ParallelNet, AnErrorCancelsOperatorsThatWait) {
  std::atomic<bool> cancelled{false};
  calls_.OnCancel([&] { cancelled = true; });
  calls_.SetVoid("wait", [&] {
    while (!cancelled) std::this_thread::yield();
  });
  calls_.SetVoid("fail", [] { NETDEF_THROW("no"); });
  const auto net = Make({Call("wait", {}, {"a"}), Call("fail", {}, {"b"})}, 2);
  EXPECT_THROW(net->Run(), Error);
}

TEST_P(ParallelNet, NetsInsideOperatorsOfTheSamePoolDoNotDeadlock) {
  std::atomic<int> leaves{0};
  calls_.SetVoid("leaf", [&] { ++leaves; });
  std::vector<caffe2::OperatorDef> leaf, inner, outer;
  for (int i = 0; i < 4; ++i) leaf.push_back(Call("leaf", {}, {"l" + std::to_string(i)}));
  for (int i = 0; i < 4; ++i) inner.push_back(Call("inner", {}, {"i" + std::to_string(i)}));
  for (int i = 0; i < 4; ++i) outer.push_back(Call("outer", {}, {"o" + std::to_string(i)}));
  const auto run = [&](const std::vector<caffe2::OperatorDef>& ops) {
    return [&, ops](OperatorBase*) {
      Workspace ws;
      return CreateNet(Net("nested", ops, GetParam(), 3), &ws)->Run();
    };
  };
  calls_.Set("inner", run(leaf));
  calls_.Set("outer", run(inner));
  EXPECT_TRUE(Make(outer, 3)->Run());
  EXPECT_EQ(leaves, 64);
}

TEST_P(ParallelNet, KernelsGetThreadsOnlyWhereNothingRunsBesideThem) {
  SetNumThreads(3);
  std::atomic<int> before{0}, beside{0}, after{0};
  calls_.SetVoid("before", [&] { before = KernelThreads(); });
  calls_.SetVoid("beside", [&] { beside += KernelThreads(); });
  calls_.SetVoid("after", [&] { after = KernelThreads(); });
  EXPECT_TRUE(Make({Call("before", {}, {"a"}), Call("beside", {"a"}, {"b"}), Call("beside", {"a"}, {"c"}),
                    Call("after", {"b", "c"}, {})}, 2)->Run());
  SetNumThreads(0);
  EXPECT_EQ(before, 3);
  EXPECT_EQ(beside, 2);
  EXPECT_EQ(after, 3);
}

TEST_P(ParallelNet, AnAbsurdNumberOfWorkersIsCut) {
  calls_.SetVoid("work", [] {});
  EXPECT_TRUE(Make({Call("work", {}, {"a"}), Call("work", {}, {"b"})}, 2000000000)->Run());
}

TEST_P(ParallelNet, WideNetsRunWhole) {
  std::atomic<int> count{0};
  calls_.SetVoid("work", [&] { ++count; });
  std::vector<caffe2::OperatorDef> ops;
  test::Names ends;
  for (int lane = 0; lane < 20; ++lane) {
    std::string last = "x";
    for (int i = 0; i < 5; ++i) {
      const std::string name = std::to_string(lane) + "_" + std::to_string(i);
      ops.push_back(Call("work", {last}, {name}));
      last = name;
    }
    ends.push_back(last);
  }
  ops.push_back(Call("work", ends, {"y"}));
  ws_.CreateBlob("x");
  const auto net = Make(ops);
  for (int run = 1; run <= 100; ++run) {
    EXPECT_TRUE(net->Run());
    ASSERT_EQ(count, run * 101);
  }
}

TEST(NetTypes, AllTenOfCaffe2AndNoOther) {
  EXPECT_EQ(NetRegistry::Types(),
            (std::vector<std::string>{"async_dag", "async_polling", "async_scheduling", "async_simple", "dag", "parallel",
                                      "prof_dag", "rnn", "simple", "simple_refcount"}));
}

TEST(NetTypes, AnUnknownTypeIsAnError) {
  Workspace ws;
  EXPECT_THROW(CreateNet(Net("n", {}, "tracing"), &ws), Error);
}

TEST(NetTypes, ParallelWantsWorkers) {
  Workspace ws;
  EXPECT_THROW(CreateNet(Net("n", {}, "parallel"), &ws), Error);
  EXPECT_THROW(CreateNet(Net("n", {}, "parallel", -1), &ws), Error);
  EXPECT_NE(CreateNet(Net("n", {}, "parallel", 1), &ws), nullptr);
  EXPECT_NE(CreateNet(Net("n", {}, "dag", -1), &ws), nullptr);
}

TEST(ProfDag, KeepsTimesOfEachOperator) {
  Workspace ws;
  Calls calls;
  calls.SetVoid("work", [] { std::this_thread::sleep_for(std::chrono::milliseconds(2)); });
  const auto net = CreateNet(Net("n", {Call("work", {}, {"a"}), Call("work", {"a"}, {"b"})}, "prof_dag", 2), &ws);
  for (int i = 0; i < 3; ++i) net->Run();
  const std::vector<OperatorTimes> times = net->GetOperatorTimes();
  ASSERT_EQ(times.size(), 2u);
  EXPECT_EQ(times[1].runs, 3);
  EXPECT_GE(times[1].mean, 2.0);
  const caffe2::ProfDAGProtos stats = ProfDagStats(*net);
  ASSERT_EQ(stats.stats_size(), 1);
  EXPECT_EQ(stats.stats(0).name(), "TestCall");
  EXPECT_GE(stats.stats(0).mean(), 4.0f);
  EXPECT_EQ(stats.ops_stats_size(), 2);
  EXPECT_TRUE(CreateNet(Net("n", {Call("work")}, "dag"), &ws)->GetOperatorTimes().empty());
}

}  // namespace
}  // namespace netdef
