// Devices, and the context an operator runs in.
#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <random>

#include "netdef/export.h"

namespace caffe2 {
class DeviceOption;
}

namespace netdef {

// Caffe2's codes (DeviceTypeProto); this build has kernels for kCPU.
enum DeviceType : int { CPU = 0, CUDA = 1, MKLDNN = 2, OPENGL = 3, OPENCL = 4, IDEEP = 5, HIP = 6, FPGA = 7, MSNPU = 8, XLA = 9 };

NETDEF_API const char* DeviceTypeName(int device_type);

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
