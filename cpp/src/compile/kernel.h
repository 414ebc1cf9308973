// What a prepared net consists of: kernels, which belong to the program and are shared, and steps, which are kernels
// bound to the memory of one frame.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace netdef {
namespace compile {

// Where the address of an operand stands. Caller's arrays come and go, so it may change from run to run unless `fixed`.
struct Operand {
  void* const* address = nullptr;
  bool fixed = true;

  template <typename T>
  T* data() const { return static_cast<T*>(*address); }
};
using Operands = std::vector<Operand>;

class Step {
 public:
  virtual ~Step() = default;
  virtual void Run() = 0;
};

// Immutable, so that frames of several threads may share it.
class Kernel {
 public:
  virtual ~Kernel() = default;
  virtual std::string implementation() const = 0;  // for the profile
  virtual size_t scratch_bytes() const { return 0; }
  // The step keeps no more than addresses of operands and scratch; the kernel outlives it.
  virtual std::unique_ptr<Step> Bind(const Operands& operands, void* scratch) const = 0;
};

// A kernel that needs nothing prepared for a frame.
class PlainKernel : public Kernel {
 public:
  std::unique_ptr<Step> Bind(const Operands& operands, void* scratch) const final;

 protected:
  virtual void Run(const Operands& operands, void* scratch) const = 0;

 private:
  class BoundStep;
};

}  // namespace compile
}  // namespace netdef
