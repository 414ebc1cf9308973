#include "netdef/context.h"

#include "caffe2/proto/caffe2.pb.h"

namespace netdef {

const char* DeviceTypeName(int device_type) {
  static const char* const kNames[] = {"CPU", "CUDA", "MKLDNN", "OPENGL", "OPENCL", "IDEEP", "HIP", "FPGA", "MSNPU", "XLA"};
  const int count = static_cast<int>(sizeof(kNames) / sizeof(kNames[0]));
  return device_type >= 0 && device_type < count ? kNames[device_type] : "UNKNOWN";
}

CPUContext::CPUContext(const caffe2::DeviceOption& option)
    : seed_(option.random_seed()), seeded_(option.has_random_seed()) {}

CPUContext::rand_gen_type& CPUContext::RandGenerator() {
  if (!generator_) generator_ = std::make_unique<rand_gen_type>(seeded_ ? seed_ : std::random_device()());
  return *generator_;
}

}  // namespace netdef
