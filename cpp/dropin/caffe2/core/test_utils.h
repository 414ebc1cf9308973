// What tests of operators and nets use.
#pragma once

#include <cmath>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "caffe2/core/tensor.h"
#include "caffe2/core/workspace.h"
#include "caffe2/utils/proto_utils.h"

namespace caffe2 {
namespace testing {

inline void assertNear(float a, float b, float epsilon) { CAFFE_ENFORCE_LE(std::abs(a - b), epsilon, a, " and ", b); }

template <typename T>
void assertTensorEquals(const TensorCPU& tensor, const vector<T>& expected, float epsilon = 0.1f) {
  CAFFE_ENFORCE(tensor.IsType<T>(), "the tensor holds ", tensor.dtype().name());
  CAFFE_ENFORCE_EQ(tensor.numel(), static_cast<int64_t>(expected.size()));
  const T* data = static_cast<const netdef::Tensor&>(tensor).data<T>();
  for (size_t i = 0; i < expected.size(); ++i) {
    if constexpr (std::is_same_v<T, float>) {
      assertNear(data[i], expected[i], epsilon);
    } else {
      CAFFE_ENFORCE_EQ(data[i], expected[i], "at ", i);
    }
  }
}
inline void assertTensorEquals(const TensorCPU& a, const TensorCPU& b, float epsilon = 1e-6f) {
  CAFFE_ENFORCE_EQ(a.sizes(), b.sizes());
  CAFFE_ENFORCE_EQ(a.dtype(), b.dtype());
  if (a.IsType<float>()) {
    const float* data = static_cast<const netdef::Tensor&>(b).data<float>();
    assertTensorEquals(a, vector<float>(data, data + b.numel()), epsilon);
  } else {
    CAFFE_ENFORCE_EQ(std::memcmp(a.raw_data(), b.raw_data(), a.nbytes()), 0, "the elements differ");
  }
}
template <typename T>
void assertTensor(const TensorCPU& tensor, const vector<int64_t>& sizes, const vector<T>& expected, float epsilon = 0.1f) {
  CAFFE_ENFORCE_EQ(tensor.sizes().vec(), sizes);
  assertTensorEquals(tensor, expected, epsilon);
}

inline const TensorCPU& getTensor(const Workspace& ws, const string& name) {
  const Blob* blob = ws.GetBlob(name);
  CAFFE_ENFORCE(blob != nullptr, "Blob does not exist: ", name);
  return BlobGetTensor(*blob, CPU);
}
inline void assertTensorListEquals(const vector<string>& names, const Workspace& a, const Workspace& b) {
  for (const string& name : names) assertTensorEquals(getTensor(a, name), getTensor(b, name));
}
inline TensorCPU* createTensor(const string& name, Workspace* ws) { return BlobGetMutableTensor(ws->CreateBlob(name), CPU); }

inline OperatorDef* createOperator(const string& type, const vector<string>& inputs, const vector<string>& outputs, NetDef* net) {
  OperatorDef* op = net->add_op();
  *op = CreateOperatorDef(type, "", inputs, outputs);
  return op;
}

// The same numbers each time.
template <typename Real = float>
void randomFill(Real* data, size_t size, double min = 0.0, double max = 1.0) {
  std::mt19937 generator(42);
  std::uniform_real_distribution<Real> distribution(static_cast<Real>(min), static_cast<Real>(max));
  for (size_t i = 0; i < size; ++i) data[i] = distribution(generator);
}
template <typename T>
void fillTensor(const vector<int64_t>& shape, const vector<T>& values, TensorCPU* tensor) {
  tensor->Resize(shape);
  CAFFE_ENFORCE_EQ(tensor->numel(), static_cast<int64_t>(values.size()));
  std::copy(values.begin(), values.end(), tensor->template mutable_data<T>());
}
template <typename T>
TensorCPU* createTensorAndFill(const string& name, const vector<int64_t>& shape, const vector<T>& values, Workspace* ws) {
  TensorCPU* tensor = createTensor(name, ws);
  fillTensor(shape, values, tensor);
  return tensor;
}
template <typename T>
TensorCPU createTensorAndFill(const vector<int64_t>& shape, const vector<T>& values) {
  TensorCPU tensor;
  fillTensor(shape, values, &tensor);
  return tensor;
}
template <typename T>
void constantFillTensor(const vector<int64_t>& shape, const T& value, TensorCPU* tensor) {
  tensor->Resize(shape);
  std::fill_n(tensor->template mutable_data<T>(), tensor->numel(), value);
}
template <typename T>
TensorCPU* createTensorAndConstantFill(const string& name, const vector<int64_t>& shape, const T& value, Workspace* ws) {
  TensorCPU* tensor = createTensor(name, ws);
  constantFillTensor(shape, value, tensor);
  return tensor;
}

// Builds a net operator by operator.
class NetMutator {
 public:
  explicit NetMutator(NetDef* net) : net_(net) {}
  NetMutator& newOp(const string& type, const vector<string>& inputs, const vector<string>& outputs) {
    last_ = createOperator(type, inputs, outputs, net_);
    return *this;
  }
  NetMutator& externalInputs(const vector<string>& names) {
    for (const string& name : names) net_->add_external_input(name);
    return *this;
  }
  NetMutator& externalOutputs(const vector<string>& names) {
    for (const string& name : names) net_->add_external_output(name);
    return *this;
  }
  template <typename T>
  NetMutator& addArgument(const string& name, const T& value) {
    CAFFE_ENFORCE(last_ != nullptr, "an argument belongs to an operator");
    AddArgument(name, value, last_);
    return *this;
  }
  NetMutator& setDeviceOptionName(const string& name) {
    CAFFE_ENFORCE(last_ != nullptr, "a device belongs to an operator");
    last_->mutable_device_option()->set_node_name(name);
    return *this;
  }

 private:
  NetDef* net_;
  OperatorDef* last_ = nullptr;
};

class WorkspaceMutator {
 public:
  explicit WorkspaceMutator(Workspace* ws) : ws_(ws) {}
  template <typename T>
  WorkspaceMutator& newTensor(const string& name, const vector<int64_t>& shape, const vector<T>& values) {
    createTensorAndFill<T>(name, shape, values, ws_);
    return *this;
  }
  template <typename T>
  WorkspaceMutator& newTensorConst(const string& name, const vector<int64_t>& shape, const T& value) {
    createTensorAndConstantFill<T>(name, shape, value, ws_);
    return *this;
  }

 private:
  Workspace* ws_;
};

}  // namespace testing
}  // namespace caffe2
