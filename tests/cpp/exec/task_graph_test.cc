#include "exec/task_graph.h"

#include <gtest/gtest.h>

#include "exec/nets.h"

namespace netdef {
namespace {

using test::Net;
using test::Op;
using Lists = std::vector<std::vector<int>>;

TEST(OperatorDependencies, ReadAfterWrite) {
  EXPECT_EQ(OperatorDependencies(Net("n", {Op("A", {}, {"a"}), Op("B", {"x"}, {"b"}), Op("C", {"a", "b"}, {"c"})})),
            (Lists{{}, {}, {0, 1}}));
}

TEST(OperatorDependencies, WriteAfterWrite) {
  EXPECT_EQ(OperatorDependencies(Net("n", {Op("A", {}, {"a"}), Op("B", {}, {"a"})})), (Lists{{}, {0}}));
}

TEST(OperatorDependencies, WriteAfterEveryReader) {
  EXPECT_EQ(OperatorDependencies(Net("n", {Op("A", {"x"}, {"a"}), Op("B", {"x"}, {"b"}), Op("C", {}, {"x"}),
                                           Op("D", {"x"}, {"d"})})),
            (Lists{{}, {}, {0, 1}, {2}}));
}

TEST(OperatorDependencies, InPlaceOperatorsFormALine) {
  EXPECT_EQ(OperatorDependencies(Net("n", {Op("A", {"x"}, {"x"}), Op("B", {"x", "x"}, {"x", "x"}), Op("C", {"x"}, {})})),
            (Lists{{}, {0}, {1}}));
}

TEST(OperatorDependencies, ControlInputCountsAsRead) {
  caffe2::NetDef net = Net("n", {Op("A", {}, {"a"}), Op("B", {}, {"b"}), Op("C", {}, {"a"})});
  net.mutable_op(1)->add_control_input("a");
  EXPECT_EQ(OperatorDependencies(net), (Lists{{}, {0}, {1}}));
}

TEST(OperatorDependencies, WhatALongerWayImpliesIsPruned) {
  EXPECT_EQ(OperatorDependencies(Net("n", {Op("A", {}, {"a"}), Op("B", {"a"}, {"b"}), Op("C", {"b"}, {"c"}),
                                           Op("D", {"a", "b", "c"}, {"d"})})),
            (Lists{{}, {0}, {1}, {2}}));
}

TEST(TaskGraph, AnEmptyNetHasNoTask) { EXPECT_TRUE(BuildTaskGraph(Net("n", {})).empty()); }

TEST(TaskGraph, ALineIsOneTask) {
  const TaskGraph tasks =
      BuildTaskGraph(Net("n", {Op("A", {}, {"a"}), Op("B", {"a"}, {"b"}), Op("C", {"a", "b"}, {"c"})}));
  ASSERT_EQ(tasks.size(), 1u);
  EXPECT_EQ(tasks[0].operators, (std::vector<int>{0, 1, 2}));
  EXPECT_TRUE(tasks[0].alone);
}

TEST(TaskGraph, ADiamondHasFourTasks) {
  const TaskGraph tasks = BuildTaskGraph(
      Net("n", {Op("A", {}, {"a"}), Op("L", {"a"}, {"l"}), Op("R", {"a"}, {"r"}), Op("L2", {"l"}, {"l2"}),
                Op("J", {"l2", "r"}, {"j"}), Op("K", {"j"}, {"k"})}));
  ASSERT_EQ(tasks.size(), 4u);
  EXPECT_EQ(tasks[0].operators, (std::vector<int>{0}));
  EXPECT_EQ(tasks[1].operators, (std::vector<int>{1, 3}));
  EXPECT_EQ(tasks[2].operators, (std::vector<int>{2}));
  EXPECT_EQ(tasks[3].operators, (std::vector<int>{4, 5}));
  EXPECT_EQ(tasks[0].children, (std::vector<int>{1, 2}));
  EXPECT_EQ(tasks[3].parents, 2);
  EXPECT_TRUE(tasks[0].alone);
  EXPECT_FALSE(tasks[1].alone);
  EXPECT_FALSE(tasks[2].alone);
  EXPECT_TRUE(tasks[3].alone);
}

TEST(TaskGraph, AloneMeansComparableToEveryOtherTask) {
  // b waits for a; c stands by itself beside both; d joins b and c; e hangs on c alone.
  const TaskGraph tasks = BuildTaskGraph(Net("n", {Op("A", {}, {"a"}), Op("C", {}, {"c"}), Op("B", {"a"}, {"b"}),
                                                   Op("D", {"b", "c"}, {"d"}), Op("E", {"c"}, {"e"})}));
  for (const Task& task : tasks) EXPECT_FALSE(task.alone);
}

TEST(TaskGraph, ManyOperatorsStillMakeAGraph) {
  caffe2::NetDef net;
  for (int i = 0; i < 20000; ++i) *net.add_op() = Op("A", {"x"}, {"y" + std::to_string(i % 100)});
  EXPECT_EQ(BuildTaskGraph(net).size(), 100u);
}

}  // namespace
}  // namespace netdef
