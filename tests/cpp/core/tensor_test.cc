#include "netdef/tensor.h"

#include <gtest/gtest.h>

#include <limits>

#include "netdef/error.h"

namespace netdef {
namespace {

// Counted in bytes these shapes begin at zero again, on machines of 64 or of 32 bits.
TEST(Tensor, NoShapeWhoseBytesCannotBeCounted) {
  for (const Dims& dims : {Dims{int64_t{1} << 31, int64_t{1} << 31}, Dims{int64_t{1} << 62}, Dims{std::numeric_limits<int64_t>::max()}}) {
    Tensor tensor({4}, DType::kFloat);
    EXPECT_THROW(NumElements(dims), Error) << DimsString(dims);
    EXPECT_THROW(tensor.Resize(dims, DType::kFloat), Error) << DimsString(dims);
    EXPECT_EQ(tensor.nbytes(), 16u);
  }
}

TEST(Tensor, WhatTheMachineCannotAddressIsRefused) {
  const Dims dims{std::numeric_limits<std::ptrdiff_t>::max() / 8};
  EXPECT_THROW(NumElements(dims), Error);
  EXPECT_THROW(Tensor(dims, DType::kFloat), Error);
}

}  // namespace
}  // namespace netdef
