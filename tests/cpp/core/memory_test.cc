#include "netdef/memory.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <future>

#include "base/thread_pool.h"
#include "netdef/error.h"
#include "netdef/tensor.h"

namespace netdef {
namespace {

TEST(TensorLimitScope, HoldsInThisThreadAndInThePoolsItUses) {
  ThreadPool pool(1);
  const auto allocate = [] { Tensor(Dims{100}, DType::kFloat); };
  const auto in_pool = [&] {
    std::promise<bool> thrown;
    pool.Submit([&] {
      try {
        allocate();
        thrown.set_value(false);
      } catch (const Error& e) {
        thrown.set_value(e.kind() == ErrorKind::kLimit);
      }
    });
    return thrown.get_future().get();
  };
  allocate();
  {
    const TensorLimitScope scope(399);
    EXPECT_THROW(allocate(), Error);
    EXPECT_TRUE(in_pool());
    const TensorLimitScope wider(1000);
    EXPECT_THROW(allocate(), Error);
  }
  allocate();
  EXPECT_FALSE(in_pool());
}

TEST(Tensor, LargerThanTheMachineIsRefusedBeforeMemoryIsAskedFor) {
  for (const DType dtype : {DType::kFloat, DType::kString}) {
    try {
      Tensor(Dims{int64_t{1} << 45}, dtype);
      FAIL() << "no error";
    } catch (const Error& e) {
      EXPECT_EQ(e.kind(), ErrorKind::kLimit);
      EXPECT_NE(std::string(e.what()).find("this machine"), std::string::npos) << e.what();
    }
  }
}

TEST(Tensor, WithoutElementsHasFewPlacesForThem) {
  const int64_t most = std::min<int64_t>(int64_t{1} << 31, PTRDIFF_MAX / 16);
  EXPECT_EQ(Tensor(Dims{most, 0}, DType::kFloat).numel(), 0);
  EXPECT_THROW(Tensor(Dims{int64_t{1} << 40, 0}, DType::kFloat), Error);
}

TEST(Tensor, ReshapedBeyondItsMemoryHasNothingToRead) {
  Tensor tensor(Dims{4}, DType::kFloat);
  tensor.Resize(Dims{2});
  EXPECT_NE(tensor.raw_data(), nullptr);
  tensor.Resize(Dims{1000});
  EXPECT_THROW(tensor.raw_data(), Error);
  tensor.raw_mutable_data(DType::kFloat);
  EXPECT_NE(tensor.raw_data(), nullptr);
}

}  // namespace
}  // namespace netdef
