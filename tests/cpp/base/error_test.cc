#include "netdef/error.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <string>

namespace netdef {
namespace {

TEST(Enforce, HoldsNumbersThatTemporariesLend) {
  EXPECT_NO_THROW(NETDEF_ENFORCE_EQ(std::max(1, 2), std::min(3, 2), "these agree"));
  try {
    NETDEF_ENFORCE_LT(std::max(4, 5), std::min(3, 2), "these do not");
    FAIL() << "no error";
  } catch (const Error& e) {
    EXPECT_NE(std::string(e.what()).find("5 vs 2"), std::string::npos) << e.what();
  }
}

// A value that cannot be copied.
class Fixed {
 public:
  explicit Fixed(int value) : value_(value) {}
  Fixed(const Fixed&) = delete;
  bool operator==(const Fixed& other) const { return value_ == other.value_; }
  friend std::ostream& operator<<(std::ostream& out, const Fixed& x) { return out << x.value_; }

 private:
  const int value_;
};

TEST(Enforce, DoesNotCopyOtherValues) {
  const Fixed three(3);
  EXPECT_NO_THROW(NETDEF_ENFORCE_EQ(three, Fixed(3), "a value and a temporary"));
  EXPECT_THROW(NETDEF_ENFORCE_EQ(three, Fixed(4), "values"), Error);
}

}  // namespace
}  // namespace netdef
