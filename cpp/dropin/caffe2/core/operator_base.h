// What all operators have in common.
#pragma once

#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "caffe2/core/blob.h"
#include "caffe2/core/common.h"
#include "caffe2/core/observer.h"
#include "caffe2/core/view.h"
#include "caffe2/proto/caffe2_pb.h"
#include "caffe2/utils/proto_utils.h"
#include "netdef/operator.h"

namespace caffe2 {

// Unknown where the blob holds no tensor.
inline TensorShape GetTensorShapeOfBlob(const Blob* blob) {
  TensorShape shape;
  if (!blob->IsType<TensorCPU>()) {
    shape.set_unknown_shape(true);
    return shape;
  }
  const TensorCPU& tensor = blob->Get<TensorCPU>();
  shape.set_data_type(TypeMetaToDataType(tensor.dtype()));
  for (int64_t d : tensor.dims()) shape.add_dims(d);
  return shape;
}

class OperatorBase : public netdef::OperatorBase {
 public:
  using netdef::OperatorBase::OperatorBase;

  static constexpr int kNoNetPositionSet = -1;

  // --- the definition
  const OperatorDef& def() const { return debug_def(); }
  bool has_debug_def() const { return true; }
  const DeviceOption& device_option() const { return debug_def().device_option(); }
  const string& engine() const { return debug_def().engine(); }
  template <typename T>
  T GetSingleArgument(const string& name, const T& fallback) const {
    return ArgumentHelper(debug_def()).GetSingleArgument<T>(name, fallback);
  }
  template <typename T>
  bool HasSingleArgumentOfType(const string& name) const {
    return arguments().HasSingle<T>(name);
  }

  // --- running
  // Operators without a context put their work here.
  bool Run(int /*stream_id*/ = 0) override { CAFFE_THROW("the kernel of ", type(), " overrides neither Run nor RunOnDevice"); }
  bool RunAsync(int stream_id = 0) { return Run(stream_id); }
  void Finish() {}

  // --- blobs. Devices other than the CPU throw.
  const Blob& InputBlob(int i) const { return ViewAs<Blob>(netdef::OperatorBase::InputBlob(i)); }
  Blob* OutputBlob(int i) { return ViewAs<Blob>(netdef::OperatorBase::OutputBlob(i)); }
  template <typename T>
  const T& Input(int i) const {
    return ViewAs<T>(netdef::OperatorBase::Input<StoredType<T>>(i));
  }
  template <typename T>
  const T& Input(int i, DeviceType device) const {
    c10::CheckDevice(device);
    return Input<T>(i);
  }
  template <typename T>
  T* Output(int i) {
    return OutputBlob(i)->template GetMutable<T>();
  }
  template <typename T>
  T* Output(int i, DeviceType device) {
    c10::CheckDevice(device);
    return Output<T>(i);
  }
  template <typename T>
  T* Output(int i, T* owned) {
    return OutputBlob(i)->Reset(owned);
  }
  template <typename T>
  bool InputIsType(int i) const {
    return InputBlob(i).template IsType<T>();
  }
  template <typename T>
  bool OutputIsType(int i) {
    return OutputBlob(i)->template IsType<T>();
  }
  bool InputIsTensorType(int i, DeviceType device) const { return InputBlob(i).IsTensorType(device); }
  bool OutputIsTensorType(int i, DeviceType device) { return OutputBlob(i)->IsTensorType(device); }
  TensorCPU* OutputTensor(int i, IntArrayRef dims, TensorOptions options) { return BlobGetMutableTensor(OutputBlob(i), dims, options); }
  TensorCPU XOutputTensor(int i, IntArrayRef dims, TensorOptions options) { return *OutputTensor(i, dims, options); }
  TensorCPU* OutputTensorCopyFrom(int i, TensorOptions /*options*/, const netdef::Tensor& source, bool /*async*/ = false) {
    TensorCPU* out = Output<TensorCPU>(i);
    out->CopyFrom(source);
    return out;
  }
  TensorCPU* OutputTensorAlias(int i, const TensorCPU& source) { return BlobSetTensor(OutputBlob(i), source); }
  void SetOutputTensor(int i, TensorCPU tensor) { BlobSetTensor(OutputBlob(i), std::move(tensor)); }
  TensorCPU OutputTensorOrUndefined(int i) { return BlobGetTensorOrUndefined(*OutputBlob(i)); }
  // Of the inputs as they are now; unknown for what is no tensor.
  vector<TensorShape> InputTensorShapes() const {
    vector<TensorShape> shapes;
    for (int i = 0; i < InputSize(); ++i) shapes.push_back(GetTensorShapeOfBlob(&InputBlob(i)));
    return shapes;
  }
  vector<const Blob*> Inputs() const {
    vector<const Blob*> blobs;
    for (int i = 0; i < InputSize(); ++i) blobs.push_back(&InputBlob(i));
    return blobs;
  }
  vector<Blob*> Outputs() {
    vector<Blob*> blobs;
    for (int i = 0; i < OutputSize(); ++i) blobs.push_back(OutputBlob(i));
    return blobs;
  }

 protected:
  bool RunOnce(int stream_id) override { return Run(stream_id); }
};

}  // namespace caffe2
