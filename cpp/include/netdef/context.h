// The context an operator runs in.
#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <random>

#include "netdef/device.h"
#include "netdef/export.h"

namespace caffe2 {
class DeviceOption;
}

namespace netdef {

class NETDEF_API CPUContext {
 public:
  using rand_gen_type = std::mt19937;
  static constexpr DeviceType kDevice = CPU;

  CPUContext() = default;
  explicit CPUContext(const caffe2::DeviceOption& option);  // seeds with option.random_seed if set

  // Made at first use; without a seed every context draws its own.
  rand_gen_type& RandGenerator();

  void FinishDeviceComputation() {}

 private:
  uint32_t seed_ = 0;
  bool seeded_ = false;
  std::unique_ptr<rand_gen_type> generator_;
};

}  // namespace netdef
