#include "base/recently_used.h"

#include <gtest/gtest.h>

#include <memory>

namespace netdef {
namespace {

TEST(RecentlyUsed, TheOneNotUsedForLongestMakesRoom) {
  RecentlyUsed<int, std::shared_ptr<int>> cache(2);
  EXPECT_EQ(cache.Put(1, std::make_shared<int>(10)), nullptr);
  EXPECT_EQ(cache.Put(2, std::make_shared<int>(20)), nullptr);
  ASSERT_NE(cache.Find(1), nullptr);
  const auto dropped = cache.Put(3, std::make_shared<int>(30));
  ASSERT_NE(dropped, nullptr);
  EXPECT_EQ(*dropped, 20);
  EXPECT_EQ(cache.Find(2), nullptr);
  EXPECT_EQ(**cache.Find(1), 10);
  EXPECT_EQ(**cache.Find(3), 30);
}

TEST(RecentlyUsed, ANewValueForAKnownKeyDropsNone) {
  RecentlyUsed<int, std::shared_ptr<int>> cache(1);
  cache.Put(1, std::make_shared<int>(10));
  EXPECT_EQ(cache.Put(1, std::make_shared<int>(11)), nullptr);
  EXPECT_EQ(**cache.Find(1), 11);
  cache.Clear();
  EXPECT_EQ(cache.Find(1), nullptr);
}

}  // namespace
}  // namespace netdef
