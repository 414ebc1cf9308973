#include "compile/lowering.h"

#include <map>
#include <utility>

namespace netdef {
namespace compile {
namespace {

std::map<std::pair<std::string, std::string>, Lowering>& Table() {
  static std::map<std::pair<std::string, std::string>, Lowering> table;
  return table;
}

}  // namespace

bool Lowerings::Register(const std::string& domain, const std::string& type, Lowering lowering) {
  return Table().emplace(std::make_pair(domain, type), lowering).second;
}

Lowering Lowerings::Find(const std::string& domain, const std::string& type) {
  const auto it = Table().find({domain, type});
  return it == Table().end() ? nullptr : it->second;
}

}  // namespace compile
}  // namespace netdef
