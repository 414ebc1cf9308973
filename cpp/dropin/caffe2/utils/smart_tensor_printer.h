// Prints a tensor of whatever type.
#pragma once

#include "caffe2/core/tensor.h"

namespace caffe2 {

class SmartTensorPrinter {
 public:
  explicit SmartTensorPrinter(const std::string& name = "", const std::string& file = "", int limit = 1000) : printer_(name, file, limit) {}

  void Print(const TensorCPU& tensor) {
    switch (tensor.dtype()) {
      case netdef::DType::kFloat: return printer_.Print<float>(tensor);
      case netdef::DType::kDouble: return printer_.Print<double>(tensor);
      case netdef::DType::kInt32: return printer_.Print<int>(tensor);
      case netdef::DType::kInt64: return printer_.Print<int64_t>(tensor);
      case netdef::DType::kBool: return printer_.Print<bool>(tensor);
      case netdef::DType::kString: return printer_.Print<std::string>(tensor);
      default: return printer_.PrintMeta(tensor);
    }
  }
  static void PrintTensor(const TensorCPU& tensor) { SmartTensorPrinter().Print(tensor); }

 private:
  TensorPrinter printer_;
};

}  // namespace caffe2
