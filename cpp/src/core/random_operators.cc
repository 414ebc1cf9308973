#include "core/random_operators.h"

#include <set>
#include <utility>

namespace netdef {
namespace {

std::set<std::pair<std::string, std::string>>& Registered() {
  static std::set<std::pair<std::string, std::string>> keys;
  return keys;
}

}  // namespace

bool DrawsRandomNumbers(const std::string& type, const std::string& domain) { return Registered().count({domain, type}) != 0; }

namespace internal {

bool RegisterRandomOperator(const char* type, const char* domain) { return Registered().emplace(domain, type).second; }

}  // namespace internal
}  // namespace netdef
