// One predictor under many callers, and what a great many calls leave behind.
#include "netdef/predictor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include <malloc.h>
#include <unistd.h>

#include "netdef/loader.h"
#include "netdef/parallel.h"

namespace netdef {
namespace {

Predictor Digits(bool optimize = true) {
  PredictorOptions options;
  options.optimize = optimize;
  return Predictor(LoadModel(NETDEF_TEST_DATA "/made/digits_lenet"), options);
}

// Images of some pattern; no two seeds give the same.
Tensor Images(int64_t count, int seed) {
  Tensor images(Dims{count, 1, 8, 8}, DType::kFloat);
  float* pixels = images.mutable_data<float>();
  for (int64_t i = 0; i < images.numel(); ++i) pixels[i] = 0.5f + 0.5f * std::sin(0.7f * static_cast<float>(i) + static_cast<float>(seed));
  return images;
}

void ExpectNear(const Tensor& got, const Tensor& expected) {
  ASSERT_EQ(got.dims(), expected.dims());
  for (int64_t i = 0; i < got.numel(); ++i) ASSERT_NEAR(got.data<float>()[i], expected.data<float>()[i], 1e-5f) << "element " << i;
}

TEST(Predictor, EightThreadsOfAThousandCallsGiveWhatTheNetAsWrittenGives) {
  constexpr int kThreads = 8, kRuns = 1000;
  const Predictor predictor = Digits(), as_written = Digits(/*optimize=*/false);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      const Tensor images = Images(1 + t % 3, t);
      const Tensor expected = as_written.Run({{"data", images}})["softmax"];
      for (int run = 0; run < kRuns; ++run) ExpectNear(predictor.Run({{"data", images}})["softmax"], expected);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

// --- memory

size_t ResidentBytes() {
  size_t total = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> total >> resident;
  return resident * static_cast<size_t>(sysconf(_SC_PAGESIZE));
}

class PredictorMemory : public testing::Test {
 protected:
  void SetUp() override { SetNumThreads(1); }  // a second one would spin between calls and slow them down on a busy machine
  void TearDown() override { SetNumThreads(0); }
};

// Free memory that malloc keeps for later comes and goes with the order of calls; it is given back before each measurement.
double HeldBytes() {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
  return static_cast<double>(ResidentBytes());
}

void ExpectFlat(const std::function<void()>& run) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "sanitizers keep freed memory";
#endif
  constexpr int kRuns = 10000;
  for (int i = 0; i < kRuns / 10; ++i) run();
  const double before = HeldBytes();
  for (int i = 0; i < kRuns; ++i) run();
  const double after = HeldBytes();
  EXPECT_LE(after / before, 1.01) << before << " bytes before";
}

TEST_F(PredictorMemory, IsFlatOverRunsOfOneThread) {
  const Predictor predictor = Digits();
  const Tensor images = Images(1, 0);
  ExpectFlat([&] { predictor.Run({{"data", images}}); });
}

TEST_F(PredictorMemory, IsFlatWhereEveryRunComesFromANewThread) {
#ifdef NETDEF_EMULATED
  GTEST_SKIP() << "qemu-user keeps memory for every thread that has been";
#endif
  SetNumThreads(2);  // the caller brings a team of its own
  const Predictor predictor = Digits();
  const Tensor images = Images(1, 0);
  ExpectFlat([&] { std::thread([&] { predictor.Run({{"data", images}}); }).join(); });
}

TEST_F(PredictorMemory, IsFlatWhileShapesChange) {
  const Predictor predictor = Digits();
  std::vector<Tensor> batches;
  for (int64_t count = 1; count <= 100; ++count) batches.push_back(Images(count, 0));  // more than there are plans kept for
  size_t at = 0;
  ExpectFlat([&] { predictor.Run({{"data", batches[at++ * 37 % batches.size()]}}); });
}

}  // namespace
}  // namespace netdef
