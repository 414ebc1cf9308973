// A limit on memory that several holders share.
#pragma once

#include <atomic>
#include <cstddef>
#include <utility>

namespace netdef {

class MemoryBudget {
 public:
  // Bytes that are taken as long as it lives.
  class Share {
   public:
    Share() = default;
    Share(MemoryBudget* budget, size_t bytes) : budget_(budget), bytes_(bytes) {}
    ~Share();
    Share(Share&& other) noexcept : budget_(std::exchange(other.budget_, nullptr)), bytes_(other.bytes_) {}
    Share& operator=(Share&& other) noexcept {
      std::swap(budget_, other.budget_);
      std::swap(bytes_, other.bytes_);
      return *this;
    }
    Share(const Share&) = delete;
    Share& operator=(const Share&) = delete;
    size_t bytes() const { return bytes_; }

   private:
    MemoryBudget* budget_ = nullptr;
    size_t bytes_ = 0;
  };

  explicit MemoryBudget(size_t limit = 0) : limit_(limit) {}  // 0: none
  bool limited() const { return limit_ != 0; }
  // Throws an Error of kind kLimit where the limit leaves less; `what` says what the memory is for.
  Share Take(size_t bytes, const char* what);

 private:
  const size_t limit_;
  std::atomic<size_t> taken_{0};
};

}  // namespace netdef
