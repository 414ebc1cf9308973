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
#include "caffe2/core/operator_base.h"
#include "caffe2/core/operator_gradient.h"
#include "caffe2/core/operator_schema.h"
#include "caffe2/core/registered.h"
#include "caffe2/core/registry.h"
#include "caffe2/core/tensor.h"
#include "caffe2/core/types.h"
#include "caffe2/core/workspace.h"
#include "caffe2/proto/caffe2_pb.h"
#include "caffe2/utils/math.h"
#include "caffe2/utils/proto_utils.h"
#include "netdef/operator.h"
#include "netdef/shapes.h"

namespace caffe2 {

using netdef::UnsupportedOperatorFeature;

inline unique_ptr<OperatorBase> CreateOperator(const OperatorDef& def, Workspace* ws, int net_position = -1) {
  return OwnedViewAs<OperatorBase>(netdef::CreateOperator(def, ws, net_position));
}
inline unique_ptr<OperatorBase> CreateOperator(const std::shared_ptr<const OperatorDef>& def, Workspace* ws, int net_position = -1) {
  return OwnedViewAs<OperatorBase>(netdef::CreateOperator(def, ws, net_position));
}

template <class Context>
class Operator : public OperatorBase {
 public:
  static_assert(std::is_same_v<Context, CPUContext>, "this build has operators for the CPU only");

  explicit Operator(const OperatorDef& def, Workspace* ws) : OperatorBase(def, ws), context_(def.device_option()) {
    context_.SwitchToDevice();
  }
  ~Operator() noexcept override {}

  const TensorCPU& Input(int i, DeviceType /*device*/ = CPU) const { return OperatorBase::template Input<TensorCPU>(i); }
  TensorCPU* Output(int i) { return OperatorBase::template Output<TensorCPU>(i); }
  TensorCPU* Output(int i, DeviceType /*device*/) { return Output(i); }
  TensorCPU* Output(int i, IntArrayRef dims, TensorOptions options) { return OutputTensor(i, dims, options); }
  TensorCPU XOutput(int i, IntArrayRef dims, TensorOptions options) { return *Output(i, dims, options); }
  using OperatorBase::Input;
  using OperatorBase::Output;

  const Context* getContext() const { return &context_; }
  Context* getContext() { return &context_; }

  bool Run(int stream_id = 0) final { return RunObserved(stream_id); }
  virtual bool RunOnDevice() = 0;

 protected:
  bool RunOnce(int /*stream*/) override { return RunOnDevice(); }

  Context context_;
};

// --- shapes and types of the blobs that nets write, those not known included

inline TensorShapes InferBlobShapesAndTypes(CaffeMap<string, TensorShape>& known, const vector<NetDef*>& nets) {
  netdef::BlobSpecs specs;
  for (const auto& blob : known) specs[blob.first] = internal::ToSpec(blob.second);
  for (const NetDef* net : nets) netdef::InferShapes(*net, &specs);
  TensorShapes shapes;
  for (const auto& blob : specs) {
    TensorShape& shape = known[blob.first] = internal::ToShape(blob.second);
    shape.set_name(blob.first);
    *shapes.add_shapes() = shape;
  }
  return shapes;
}
inline TensorShapes InferBlobShapesAndTypesFromWorkspace(Workspace* ws, const vector<NetDef*>& nets) {
  CaffeMap<string, TensorShape> known;
  for (const string& name : ws->Blobs()) known[name] = GetTensorShapeOfBlob(ws->GetBlob(name));
  return InferBlobShapesAndTypes(known, nets);
}
inline TensorShapes InferBlobShapesAndTypesFromMap(const CaffeMap<string, vector<int64_t>>& dims,
                                                   const CaffeMap<string, TensorProto_DataType>& types, const vector<NetDef*>& nets) {
  CaffeMap<string, TensorShape> known;
  for (const auto& blob : dims) {
    const auto type = types.find(blob.first);
    known[blob.first] = CreateTensorShape(blob.second, type == types.end() ? TensorProto::FLOAT : type->second);
  }
  return InferBlobShapesAndTypes(known, nets);
}
// Of floats.
inline TensorShapes InferBlobShapesAndTypesFromMap(const CaffeMap<string, vector<int64_t>>& dims, const vector<NetDef*>& nets) {
  return InferBlobShapesAndTypesFromMap(dims, {}, nets);
}

// --- dispatch by the element type of a tensor: calls op->DoRunWithType<T>(), or DoRunWithOtherType() at the end

template <typename...>
struct TensorTypes {};
template <typename...>
struct TensorTypes2 {};  // for a second dispatch, to DoRunWithType2
template <int...>
struct FixedValues {};  // dispatch by a number: op->DoRunWithValue<n>(), with -1 for others
struct GenericTensorImplementation {};

namespace dispatch_internal {

// Which member functions of the operator are called.
template <typename... Fixed>
struct First {
  template <typename T, typename Op>
  static bool Call(Op* op) {
    if constexpr (std::is_same_v<T, GenericTensorImplementation>) {
      if constexpr (sizeof...(Fixed) == 0) {
        return op->DoRunWithOtherType();  // which may be a template or not
      } else {
        return op->template DoRunWithOtherType<Fixed...>();
      }
    } else {
      return op->template DoRunWithType<Fixed..., T>();
    }
  }
};
template <typename... Fixed>
struct Second {
  template <typename T, typename Op>
  static bool Call(Op* op) {
    if constexpr (std::is_same_v<T, GenericTensorImplementation>) {
      return op->template DoRunWithOtherType2<Fixed...>();
    } else {
      return op->template DoRunWithType2<Fixed..., T>();
    }
  }
};

template <typename T>
bool Matches(const TypeMeta& meta) {
  return std::is_same_v<T, GenericTensorImplementation> || meta.Match<T>();
}

template <class Caller, typename... Types>
struct ByType {
  template <typename Op>
  static bool call(Op* op, const TypeMeta& meta) {
    bool found = false, result = false;
    ((!found && Matches<Types>(meta) ? (found = true, result = Caller::template Call<Types>(op)) : false), ...);
    CAFFE_ENFORCE(found, "Unsupported type of tensor: ", meta.name());
    return result;
  }
  template <typename Op>
  static bool call(Op* op, const TensorCPU& tensor) {
    return call(op, tensor.dtype());
  }
  template <typename Op>
  static bool call(Op* op, const Blob& blob) {
    return call(op, blob.IsType<TensorCPU>() ? blob.Get<TensorCPU>().dtype() : blob.meta());
  }
};

}  // namespace dispatch_internal

template <typename Types, typename... Fixed>
struct DispatchHelper;

template <typename... Types, typename... Fixed>
struct DispatchHelper<TensorTypes<Types...>, Fixed...> : dispatch_internal::ByType<dispatch_internal::First<Fixed...>, Types...> {};
template <typename... Types, typename... Fixed>
struct DispatchHelper<TensorTypes2<Types...>, Fixed...> : dispatch_internal::ByType<dispatch_internal::Second<Fixed...>, Types...> {};

template <int... values, typename... Fixed>
struct DispatchHelper<FixedValues<values...>, Fixed...> {
  template <typename Op>
  static bool call(Op* op, int64_t value) {
    bool found = false, result = false;
    ((!found && value == values ? (found = true, result = op->template DoRunWithValue<Fixed..., values>()) : false), ...);
    return found ? result : op->template DoRunWithValue<Fixed..., -1>();
  }
};

}  // namespace caffe2

#define USE_OPERATOR_BASE_FUNCTIONS            \
  using ::caffe2::OperatorBase::HasArgument;   \
  using ::caffe2::OperatorBase::GetSingleArgument; \
  using ::caffe2::OperatorBase::HasSingleArgumentOfType; \
  using ::caffe2::OperatorBase::GetRepeatedArgument;  \
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
  using ::caffe2::Operator<context>::OutputBlob;             \
  using ::caffe2::Operator<context>::OutputTensorCopyFrom
#define USE_OPERATOR_CONTEXT_FUNCTIONS USE_OPERATOR_FUNCTIONS(Context)

#define USE_SIMPLE_CTOR_DTOR(name)                                                                          \
  name(const ::caffe2::OperatorDef& def, ::caffe2::Workspace* ws) : ::caffe2::Operator<Context>(def, ws) {} \
  virtual ~name() noexcept {}
#define USE_SIMPLE_BASE_CTOR_DTOR(name)                                                               \
  name(const ::caffe2::OperatorDef& def, ::caffe2::Workspace* ws) : ::caffe2::OperatorBase(def, ws) {} \
  virtual ~name() noexcept {}
#define USE_DISPATCH_HELPER                              \
  template <typename, typename...>                       \
  friend struct ::caffe2::DispatchHelper;                \
  template <typename...>                                 \
  friend struct ::caffe2::dispatch_internal::First;      \
  template <typename...>                                 \
  friend struct ::caffe2::dispatch_internal::Second

#define OP_SINGLE_ARG(type, name, variable, fallback) variable(this->template GetSingleArgument<type>(name, (fallback)))
#define INPUT_TAGS(first, ...) enum _InputTags { first = 0, __VA_ARGS__ }
#define OUTPUT_TAGS(first, ...) enum _OutputTags { first = 0, __VA_ARGS__ }
#define OPERATOR_NEEDS_FEATURE(condition, ...) \
  if (!(condition)) throw ::caffe2::UnsupportedOperatorFeature(::caffe2::MakeString(__VA_ARGS__))
// Kernels of other devices are left out.
#define REGISTER_CUDA_OPERATOR(...) static_assert(true, "");
#define REGISTER_CUDA_OPERATOR_STR(...) static_assert(true, "");
#define REGISTER_CUDA_OPERATOR_WITH_ENGINE(...) static_assert(true, "");
#define REGISTER_CUDNN_OPERATOR(...) static_assert(true, "");
#define REGISTER_HIP_OPERATOR(...) static_assert(true, "");
#define REGISTER_IDEEP_OPERATOR(...) static_assert(true, "");
#define REGISTER_MKL_OPERATOR(...) static_assert(true, "");
#define REGISTER_CPU_GRADIENT_OPERATOR(...) REGISTER_CPU_OPERATOR(__VA_ARGS__)
#define REGISTER_CPU_GRADIENT_OPERATOR_WITH_ENGINE(...) REGISTER_CPU_OPERATOR_WITH_ENGINE(__VA_ARGS__)

// netdef's registry, with constructors that take Caffe2's workspace. Here and elsewhere what registers something ends
// with a semicolon of its own, because Caffe2's sources do not always write one.
#define REGISTER_CPU_OPERATOR_CREATOR(type, ...) NETDEF_REGISTER_CREATOR(type, NETDEF_KEY(#type, "", ::netdef::CPU, ""), __VA_ARGS__)
#define NETDEF_REGISTER_CREATOR(id, key, ...)                                                                          \
  static const bool NETDEF_CONCAT(netdef_creator_##id##_, __COUNTER__) [[maybe_unused]] =                              \
      ::netdef::OperatorRegistry::Register(                                                                            \
          key,                                                                                                         \
          [](const ::caffe2::OperatorDef& def, ::netdef::Workspace* ws) {                                              \
            return std::unique_ptr<::netdef::OperatorBase>(__VA_ARGS__(def, ::caffe2::ViewAs<::caffe2::Workspace>(ws))); \
          },                                                                                                           \
          __FILE__, __LINE__);
#undef NETDEF_REGISTER_KERNEL
#define NETDEF_REGISTER_KERNEL(id, key, ...) NETDEF_REGISTER_CREATOR(id, key, new __VA_ARGS__)
