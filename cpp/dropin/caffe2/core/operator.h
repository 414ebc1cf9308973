// Operators as Caffe2's authors wrote them: Operator<Context>, its macros, dispatch by element type.
#pragma once

#include <initializer_list>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "caffe2/core/blob.h"
#include "caffe2/core/common.h"
#include "caffe2/core/context.h"
#include "caffe2/core/net.h"
#include "caffe2/core/operator_gradient.h"
#include "caffe2/core/operator_schema.h"
#include "caffe2/core/registry.h"
#include "caffe2/core/tensor.h"
#include "caffe2/core/types.h"
#include "caffe2/core/workspace.h"
#include "caffe2/proto/caffe2_pb.h"
#include "caffe2/utils/proto_utils.h"
#include "netdef/operator.h"

namespace caffe2 {

using netdef::CreateOperator;
using netdef::UnsupportedOperatorFeature;

class OperatorBase : public netdef::OperatorBase {
 public:
  using netdef::OperatorBase::OperatorBase;
  using netdef::OperatorBase::GetRepeatedArgument;
  using netdef::OperatorBase::GetRepeatedArguments;
  using netdef::OperatorBase::GetSingleArgument;

  const OperatorDef& def() const { return debug_def(); }
  bool has_debug_def() const { return true; }
  const DeviceOption& device_option() const { return debug_def().device_option(); }
  const string& engine() const { return debug_def().engine(); }

  template <typename T>
  T GetSingleArgument(const string& name, const T& fallback) const {
    if constexpr (std::is_same_v<T, NetDef>) {
      return ArgumentHelper(debug_def()).GetSingleArgument<NetDef>(name, fallback);
    } else {
      return netdef::OperatorBase::GetSingleArgument<T>(name, fallback);
    }
  }
  template <typename T>
  bool HasSingleArgumentOfType(const string& name) const {
    return arguments().HasSingle<T>(name);
  }

  template <typename T>
  const T& Input(int i) const {
    return netdef::OperatorBase::Input<T>(i);
  }
  template <typename T>
  const T& Input(int i, DeviceType /*device*/) const {
    return netdef::OperatorBase::Input<T>(i);
  }
  template <typename T>
  T* Output(int i) {
    return netdef::OperatorBase::Output<T>(i);
  }
  template <typename T>
  T* Output(int i, DeviceType /*device*/) {
    return netdef::OperatorBase::Output<T>(i);
  }
  template <typename T>
  T* Output(int i, T* owned) {
    return OutputBlob(i)->Reset(owned);
  }
  template <typename T>
  bool OutputIsType(int i) {
    return OutputBlob(i)->template IsType<T>();
  }
  bool InputIsTensorType(int i, DeviceType device) const { return BlobIsTensorType(InputBlob(i), device); }
  bool OutputIsTensorType(int i, DeviceType device) { return BlobIsTensorType(*OutputBlob(i), device); }
  Tensor* OutputTensor(int i, const netdef::Dims& dims, TensorOptions options) {
    return BlobGetMutableTensor(OutputBlob(i), dims, options);
  }
  Tensor* OutputTensorCopyFrom(int i, TensorOptions /*options*/, const Tensor& source, bool /*async*/ = false) {
    Tensor* out = OutputBlob(i)->GetMutable<Tensor>();
    out->CopyFrom(source);
    return out;
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
};

template <class Context>
class Operator : public OperatorBase {
 public:
  static_assert(std::is_same_v<Context, CPUContext>, "this build has operators for the CPU only");

  explicit Operator(const OperatorDef& def, Workspace* ws) : OperatorBase(def, ws), context_(def.device_option()) {}

  const Tensor& Input(int i, DeviceType /*device*/ = CPU) const { return OperatorBase::template Input<Tensor>(i); }
  Tensor* Output(int i) { return OperatorBase::template Output<Tensor>(i); }
  Tensor* Output(int i, DeviceType /*device*/) { return Output(i); }
  Tensor* Output(int i, const netdef::Dims& dims, TensorOptions options) {
    Tensor* out = Output(i);
    out->Resize(dims, options.dtype());
    return out;
  }
  Tensor* Output(int i, IntArrayRef dims, TensorOptions options) { return Output(i, dims.vec(), options); }
  Tensor* Output(int i, std::initializer_list<int64_t> dims, TensorOptions options) {
    return Output(i, netdef::Dims(dims), options);
  }
  Tensor XOutput(int i, const netdef::Dims& dims, TensorOptions options) { return *Output(i, dims, options); }
  using OperatorBase::Input;
  using OperatorBase::Output;

  const Context* getContext() const { return &context_; }
  Context* getContext() { return &context_; }
  void WaitEvents() {}

  virtual bool RunOnDevice() = 0;

 protected:
  bool RunOnce(int /*stream*/) override { return RunOnDevice(); }

  Context context_;
};

// --- dispatch by the element type of a tensor: calls op->DoRunWithType<T>(), or DoRunWithOtherType() at the end

template <typename...>
struct TensorTypes {};
struct GenericTensorImplementation {};

namespace dispatch_internal {

template <typename Op, typename... Fixed>
struct Caller {
  template <typename T>
  static bool Call(Op* op) {
    if constexpr (std::is_same_v<T, GenericTensorImplementation>) {
      return op->DoRunWithOtherType();
    } else {
      return op->template DoRunWithType<Fixed..., T>();
    }
  }
};

template <typename T>
bool Matches(netdef::DType dtype) {
  if constexpr (std::is_same_v<T, GenericTensorImplementation>) {
    return true;
  } else {
    return dtype == netdef::DTypeOf<T>::value;
  }
}

}  // namespace dispatch_internal

template <typename Types, typename... Fixed>
struct DispatchHelper;

template <typename... Types, typename... Fixed>
struct DispatchHelper<TensorTypes<Types...>, Fixed...> {
  template <typename Op>
  static bool call(Op* op, const TypeMeta& meta) {
    bool found = false, result = false;
    ((!found && dispatch_internal::Matches<Types>(meta)
          ? (found = true, result = dispatch_internal::Caller<Op, Fixed...>::template Call<Types>(op))
          : false),
     ...);
    CAFFE_ENFORCE(found, "Unsupported type of tensor: ", meta.name());
    return result;
  }
  template <typename Op>
  static bool call(Op* op, const Tensor& tensor) {
    return call(op, TypeMeta(tensor.dtype()));
  }
  template <typename Op>
  static bool call(Op* op, const Blob& blob) {
    return call(op, blob.Get<Tensor>());
  }
};

}  // namespace caffe2

#define USE_OPERATOR_BASE_FUNCTIONS            \
  using ::caffe2::OperatorBase::HasArgument;   \
  using ::caffe2::OperatorBase::GetSingleArgument; \
  using ::caffe2::OperatorBase::HasSingleArgumentOfType; \
  using ::caffe2::OperatorBase::GetRepeatedArguments; \
  using ::caffe2::OperatorBase::InputIsType;   \
  using ::caffe2::OperatorBase::InputSize;     \
  using ::caffe2::OperatorBase::Outputs;       \
  using ::caffe2::OperatorBase::OutputSize;    \
  using ::caffe2::OperatorBase::IsInputOutputAlias

#define USE_OPERATOR_FUNCTIONS(context)                      \
  USE_OPERATOR_BASE_FUNCTIONS;                               \
  using ::caffe2::Operator<context>::context_;               \
  using ::caffe2::Operator<context>::Input;                  \
  using ::caffe2::Operator<context>::InputBlob;              \
  using ::caffe2::Operator<context>::Output;                 \
  using ::caffe2::Operator<context>::OutputBlob
#define USE_OPERATOR_CONTEXT_FUNCTIONS USE_OPERATOR_FUNCTIONS(Context)

#define USE_SIMPLE_CTOR_DTOR(name)                                                                          \
  name(const ::caffe2::OperatorDef& def, ::caffe2::Workspace* ws) : ::caffe2::Operator<Context>(def, ws) {} \
  virtual ~name() noexcept {}
#define USE_SIMPLE_BASE_CTOR_DTOR(name)                                                               \
  name(const ::caffe2::OperatorDef& def, ::caffe2::Workspace* ws) : ::caffe2::OperatorBase(def, ws) {} \
  virtual ~name() noexcept {}
#define USE_DISPATCH_HELPER \
  template <typename, typename...> \
  friend struct ::caffe2::DispatchHelper

#define OP_SINGLE_ARG(type, name, variable, fallback) variable(this->template GetSingleArgument<type>(name, (fallback)))
#define INPUT_TAGS(first, ...) enum _InputTags { first = 0, __VA_ARGS__ }
#define OUTPUT_TAGS(first, ...) enum _OutputTags { first = 0, __VA_ARGS__ }
// Registered elsewhere for other devices; here the text is enough.
#define REGISTER_CPU_OPERATOR_CREATOR(type, ...)                                               \
  static const bool NETDEF_CONCAT(netdef_creator_##type##_, __COUNTER__) [[maybe_unused]] =    \
      ::netdef::OperatorRegistry::Register(                                                    \
          NETDEF_KEY(#type, "", ::netdef::CPU, ""),                                            \
          [](const ::caffe2::OperatorDef& def, ::netdef::Workspace* ws) { return std::unique_ptr<::netdef::OperatorBase>(__VA_ARGS__(def, ws)); }, \
          __FILE__, __LINE__)
