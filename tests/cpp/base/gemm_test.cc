// The matrix product that kernels call on this machine (oneDNN's, or the vector code of base/gemm.h) against the portable one.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "netdef/build_info.h"
#include "netdef/math.h"

namespace netdef {
namespace {

using math::Trans;

std::vector<float> Numbers(int64_t count, int seed) {
  std::vector<float> numbers(static_cast<size_t>(count));
  for (size_t i = 0; i < numbers.size(); ++i) numbers[i] = std::sin(0.37f * static_cast<float>(i) + static_cast<float>(seed));
  return numbers;
}

struct Sizes {
  int64_t m, n, k;
};

// Around the ends of tiles, panels, pieces of work and of the depth that is done at once.
class Gemm : public testing::TestWithParam<Sizes> {};

TEST_P(Gemm, GivesWhatThePortableKernelGives) {
  const auto [m, n, k] = GetParam();
  constexpr int64_t kGap = 3;  // rows lie further apart than they are long
  for (const Trans trans_a : {Trans::kNo, Trans::kYes}) {
    for (const Trans trans_b : {Trans::kNo, Trans::kYes}) {
      const int64_t lda = (trans_a == Trans::kNo ? k : m) + kGap, ldb = (trans_b == Trans::kNo ? n : k) + kGap, ldc = n + kGap;
      const std::vector<float> a = Numbers((trans_a == Trans::kNo ? m : k) * lda, 1), b = Numbers((trans_b == Trans::kNo ? k : n) * ldb, 2);
      for (const auto& [alpha, beta] : {std::pair{1.0f, 0.0f}, std::pair{-0.5f, 1.0f}, std::pair{2.0f, 0.25f}}) {
        std::vector<float> got = Numbers(m * ldc, 3), expected = got;
        if (beta == 0) {  // then C is not read
          for (int64_t i = 0; i < m; ++i) std::fill_n(got.begin() + i * ldc, n, std::numeric_limits<float>::quiet_NaN());
        }
        math::Gemm(trans_a, trans_b, m, n, k, alpha, a.data(), lda, b.data(), ldb, beta, got.data(), ldc);
        math::GemmPlain(trans_a, trans_b, m, n, k, alpha, a.data(), lda, b.data(), ldb, beta, expected.data(), ldc);
        const float bound = 1e-6f * static_cast<float>(k + 1);
        for (size_t i = 0; i < got.size(); ++i) ASSERT_NEAR(got[i], expected[i], bound) << "element " << i << ", alpha " << alpha << ", beta " << beta;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, Gemm,
                         testing::Values(Sizes{1, 1, 1}, Sizes{1, 300, 70}, Sizes{5, 13, 3}, Sizes{6, 12, 256}, Sizes{7, 11, 257}, Sizes{48, 96, 64},
                                         Sizes{49, 97, 300}, Sizes{100, 4, 520}, Sizes{131, 205, 30}),
                         [](const testing::TestParamInfo<Sizes>& p) { return "m" + std::to_string(p.param.m) + "n" + std::to_string(p.param.n) + "k" + std::to_string(p.param.k); });

TEST(GemmWithoutDepth, ScalesC) {
  std::vector<float> c{1, 2, 3, 4};
  math::Gemm(Trans::kNo, Trans::kNo, 2, 2, 0, 1.0f, nullptr, nullptr, 0.5f, c.data());
  EXPECT_EQ(c, (std::vector<float>{0.5f, 1, 1.5f, 2}));
}

#if defined(__aarch64__)
TEST(Cpu, HasNeon) {
  const std::vector<std::string> features = CpuFeatures();
  EXPECT_NE(std::find(features.begin(), features.end(), "neon"), features.end());
}
#endif

}  // namespace
}  // namespace netdef
