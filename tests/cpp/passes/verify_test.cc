#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "caffe2/proto/caffe2.pb.h"
#include "netdef/passes.h"
#include "netdef/serialize.h"

namespace netdef {
namespace {

caffe2::NetDef Net(const std::string& text) { return ParseText<caffe2::NetDef>(text); }

std::vector<Fault> FaultsOf(const std::string& text, const VerifyOptions& options = {}) {
  const caffe2::NetDef net = Net(text);
  return Verify({&net}, options);
}

TEST(Verify, AGoodNetHasNoFault) {
  EXPECT_TRUE(FaultsOf("name: 'n' external_input: 'x' external_output: 'y' op { type: 'Elu' input: 'x' output: 'y' }").empty());
}

TEST(Verify, ReportsAllFaultsAtOnce) {
  const std::vector<Fault> faults = FaultsOf(R"(
      name: 'n' external_input: 'x' external_output: 'gone'
      op { type: 'Elo' input: 'x' output: 'a' }
      op { type: 'Elu' input: 'x' input: 'x' output: 'b' }
      op { type: 'Elo' input: 'nowhere' output: 'c' }
      op { type: 'Elu' input: 'x' output: 'd' arg { name: 'alpha' f: 1 } arg { name: 'alpha' f: 2 } }
      op { type: 'Elu' input: 'x' output: 'e' device_option { device_type: 1 } })");
  const std::string report = FaultReport(faults);
  EXPECT_EQ(faults.size(), 6u) << report;
  for (const char* part : {"operators 0, 2 (Elo)", "nearest names: Elu", "Source for input nowhere is unknown",
                           "gone is declared as output but never produced", "Input size 2", "different contents", "CUDA"}) {
    EXPECT_NE(report.find(part), std::string::npos) << part << "\n" << report;
  }
  try {
    ThrowFaults("model", faults);
    ADD_FAILURE();
  } catch (const Error& e) {
    EXPECT_NE(e.message().find("6 faults"), std::string::npos);
  }
}

TEST(Verify, LooksIntoNestedNets) {
  const std::vector<Fault> faults = FaultsOf("op { type: 'Elu' input: 'x' output: 'y' arg { name: 'n' n { name: 'in' op { type: 'Nope' } } } }");
  ASSERT_FALSE(faults.empty());
  EXPECT_EQ(faults.back().net, "in");
  EXPECT_EQ(faults.back().kind, ErrorKind::kUnknownOperator);
}

TEST(AnalyzeNet, InputsWritesAndState) {
  const NetFacts facts = AnalyzeNet(Net(R"(
      external_input: 'w' external_input: 'x' external_input: 'unused'
      op { type: 'Elu' input: 'x' output: 'a' }
      op { type: 'Elu' input: 'hidden' output: 'x' }
      op { type: 'Elu' input: 'a' output: 'a' }
      op { type: 'Elu' input: 'w' output: 'b' arg { name: 'net' n { op { type: 'Elu' input: 'w' output: 'w' } } } })"));
  EXPECT_EQ(facts.inputs, (std::vector<std::string>{"w", "x", "hidden"}));
  EXPECT_EQ(facts.written, (std::vector<std::string>{"a", "x", "b"}));
  EXPECT_EQ(facts.rewritten, (std::vector<std::string>{"w", "x"}));
  EXPECT_EQ(facts.readers.at("x"), (std::vector<int>{0}));
}

TEST(NetPasses, PlaceOnCpu) {
  caffe2::NetDef net = Net(R"(device_option { device_type: 1 device_id: 3 }
      op { type: 'Elu' device_option { device_type: 1 random_seed: 7 } arg { name: 'n' n { device_option { device_type: 1 } } } })");
  NetPasses::Apply("place_on_cpu", &net);
  EXPECT_EQ(net.device_option().device_type(), 0);
  EXPECT_EQ(net.op(0).device_option().device_type(), 0);
  EXPECT_EQ(net.op(0).device_option().random_seed(), 7u);
  EXPECT_EQ(net.op(0).arg(0).n().device_option().device_type(), 0);
  EXPECT_THROW(NetPasses::Apply("no_such_pass", &net), Error);
}

}  // namespace
}  // namespace netdef
