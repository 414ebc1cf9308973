// Replays what the real Caffe2 did with each operator, as tests/golden/test_replay.py does, on machines without Python too.
#include <gtest/gtest.h>

#include <filesystem>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "golden/recording.h"

namespace netdef {
namespace {

const std::string kFolder = NETDEF_TEST_DATA "/../golden";

// By the first letter of the operator, so that several processes can share the work.
std::map<char, std::vector<std::filesystem::path>> Archives() {
  std::map<char, std::vector<std::filesystem::path>> archives;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    if (entry.path().extension() == ".npz") archives[entry.path().filename().string()[0]].push_back(entry.path());
  }
  return archives;
}

std::vector<char> Letters() {
  std::vector<char> letters;
  for (const auto& [letter, paths] : Archives()) letters.push_back(letter);
  return letters;
}

class Golden : public testing::TestWithParam<char> {};

TEST_P(Golden, AgreesWithCaffe2) {
  const test::Differences differences = test::ReadDifferences(kFolder + "/differences.json");
  const auto archives = Archives();
  int cases = 0, agreed = 0;
  for (const auto& path : archives.at(GetParam())) {
    for (const test::Recording& recording : test::ReadRecordings(path.string())) {
      const std::string why = test::Replay(recording, differences);
      ++cases;
      agreed += why.empty();
      EXPECT_EQ(!why.empty(), differences.cases.count(recording.id) > 0) << recording.id << ": " << (why.empty() ? "agrees, and must leave differences.json" : why);
    }
  }
  std::cout << "[  CASES   ] " << agreed << " of " << cases << " agree\n";
  EXPECT_GT(cases, 0);
}

INSTANTIATE_TEST_SUITE_P(Operators, Golden, testing::ValuesIn(Letters()), [](const testing::TestParamInfo<char>& letter) { return std::string(1, letter.param); });

}  // namespace
}  // namespace netdef
