// Weights in the layouts that kernels want, made once and shared by all plans of a program.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/buffer.h"
#include "base/memory_budget.h"

namespace netdef {
namespace compile {

class PackedConstants {
 public:
  explicit PackedConstants(MemoryBudget* budget) : budget_(budget) {}
  // The buffer known as `key`; `fill` writes it the first time.
  std::shared_ptr<const Buffer> Get(const std::string& key, size_t bytes, const std::function<void(void*)>& fill);
  void Trim();  // drops what no plan holds
  size_t bytes() const;

 private:
  MemoryBudget* const budget_;
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const Buffer>> by_key_;
};

}  // namespace compile
}  // namespace netdef
