// Writing operators: the base classes, and the registration macros.
//
// A new operator derives from KernelOperator<Args>: the schema's shape rule sizes its outputs, and
// only Compute() is left to write. Code ported from Caffe2 derives from Operator<CPUContext> and
// overrides RunOnDevice(), as it always did.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "netdef/arguments.h"
#include "netdef/blob.h"
#include "netdef/context.h"
#include "netdef/error.h"
#include "netdef/export.h"
#include "netdef/gradient.h"
#include "netdef/observer.h"
#include "netdef/registry.h"
#include "netdef/schema.h"
#include "netdef/tensor.h"
#include "netdef/workspace.h"

namespace netdef {

using caffe2::DeviceOption;
using caffe2::NetDef;
using caffe2::OperatorDef;

class NETDEF_API OperatorBase : public Observable<OperatorBase> {
 public:
  // Finds every input blob (a missing one throws) and creates the output blobs. In domains other than Caffe2's an
  // empty name stands for an optional blob that is left out.
  OperatorBase(const OperatorDef& def, Workspace* ws);
  virtual ~OperatorBase();
  OperatorBase(const OperatorBase&) = delete;
  OperatorBase& operator=(const OperatorBase&) = delete;

  // Runs once, with observers; an error leaves with the operator's description. A kernel may put its work in Run itself,
  // as Caffe2's without a context do; nets and CreateOperator's callers then use RunObserved.
  virtual bool Run(int stream_id = 0) { return RunObserved(stream_id); }
  bool RunObserved(int stream_id = 0);
  virtual void Cancel() {}  // ends a run that waits (queues, sub-nets)

  // --- the definition
  const OperatorDef& debug_def() const { return *def_; }
  const std::string& type() const;
  const Arguments& arguments() const { return arguments_; }
  bool HasArgument(const std::string& name) const { return arguments_.Has(name); }
  template <typename T>
  T GetSingleArgument(const std::string& name, const T& fallback) const {
    return arguments_.Get<T>(name, fallback);
  }
  template <typename T>
  std::vector<T> GetRepeatedArguments(const std::string& name, const std::vector<T>& fallback = {}) const {
    return arguments_.GetList<T>(name, fallback);
  }
  template <typename T>
  std::vector<T> GetRepeatedArgument(const std::string& name, const std::vector<T>& fallback = {}) const {
    return arguments_.GetList<T>(name, fallback);
  }
  // One line: Conv (inputs: X, w; outputs: Y).
  std::string Description() const;

  // --- blobs
  int InputSize() const { return static_cast<int>(inputs_.size()); }
  int OutputSize() const { return static_cast<int>(outputs_.size()); }
  bool HasInput(int i) const { return i < InputSize() && inputs_[static_cast<size_t>(i)] != nullptr; }
  bool HasOutput(int i) const { return i < OutputSize() && outputs_[static_cast<size_t>(i)] != nullptr; }
  const Blob& InputBlob(int i) const { return *Checked(i, inputs_, "input"); }
  Blob* OutputBlob(int i) { return Checked(i, outputs_, "output"); }
  std::string InputName(int i) const;
  std::string OutputName(int i) const;
  template <typename T>
  const T& Input(int i) const {
    const Blob& blob = InputBlob(i);
    if (!blob.IsType<T>()) ThrowInputType(i, typeid(T));
    return blob.Get<T>();
  }
  template <typename T>
  T* Output(int i) { return OutputBlob(i)->GetMutable<T>(); }
  template <typename T>
  bool InputIsType(int i) const { return InputBlob(i).IsType<T>(); }
  bool IsInputOutputAlias(int in, int out) const { return HasInput(in) && inputs_.at(in) == outputs_.at(out); }
  Workspace* workspace() const { return ws_; }

  // Keeps the definition alive as long as the operator; called by CreateOperator.
  void KeepAlive(std::shared_ptr<const OperatorDef> def) { keep_alive_ = std::move(def); }
  // Position in its net, -1 for an operator that runs by itself.
  int net_position() const { return net_position_; }
  void set_net_position(int position) { net_position_ = position; }

 protected:
  virtual bool RunOnce(int stream_id) = 0;

 private:
  template <typename B>
  B* Checked(int i, const std::vector<B*>& blobs, const char* what) const {
    if (static_cast<size_t>(i) >= blobs.size() || blobs[static_cast<size_t>(i)] == nullptr) ThrowIndex(i, blobs.size(), what);
    return blobs[static_cast<size_t>(i)];
  }
  [[noreturn]] void ThrowIndex(int i, size_t n, const char* what) const;
  [[noreturn]] void ThrowInputType(int i, const std::type_info& wanted) const;

  const OperatorDef* def_;
  std::shared_ptr<const OperatorDef> keep_alive_;
  Workspace* ws_;
  Arguments arguments_;
  std::vector<const Blob*> inputs_;
  std::vector<Blob*> outputs_;
  int net_position_ = -1;
};

// The base class of Caffe2's operator API.
template <typename Context>
class Operator : public OperatorBase {
 public:
  Operator(const OperatorDef& def, Workspace* ws);

  const Tensor& Input(int i) const { return OperatorBase::Input<Tensor>(i); }
  Tensor* Output(int i) { return OperatorBase::Output<Tensor>(i); }
  Tensor* Output(int i, const Dims& dims, DType dtype) {
    Tensor* out = Output(i);
    out->Resize(dims, dtype);
    return out;
  }
  using OperatorBase::Input;
  using OperatorBase::Output;

  virtual bool RunOnDevice() = 0;

 protected:
  bool RunOnce(int /*stream_id*/) override { return RunOnDevice(); }

  Context context_;
};

extern template class NETDEF_API Operator<CPUContext>;

// Sizes the outputs by the schema's shape rule before the kernel runs. The rule and Prepare() run
// again only when the shape or type of an input changes.
class NETDEF_API SizedOperator : public Operator<CPUContext> {
 public:
  SizedOperator(const OperatorDef& def, Workspace* ws);
  bool RunOnDevice() final;

 protected:
  // What depends on shapes but not on contents: scratch buffers, primitives, plans.
  virtual void Prepare() {}
  // Fills the outputs, which have shape and type already (those the rule knows).
  virtual void Compute() = 0;

  const OpSchema& schema() const { return *schema_; }
  // Shape and type of input i as they were before the outputs were sized, which changes them in-place.
  const TensorSpec& input_spec(int i) const { return seen_[static_cast<size_t>(i)]; }

 private:
  bool InputsChanged();
  void ApplyShapeRule();
  void CheckInplaceSizes() const;
  void SizeOutputs();

  const OpSchema* schema_;
  ShapeRule rule_;
  ShapeInputs seen_;  // the inputs of the last run
  std::vector<TensorSpec> outputs_;
  bool prepared_ = false;
};

// The base class of netdef's own operators. `Args` is the struct declared with OpSchema::Args.
template <typename Args = NoArgs>
class KernelOperator : public SizedOperator {
 public:
  KernelOperator(const OperatorDef& def, Workspace* ws)
      : SizedOperator(def, ws), args_(ParseArgs<Args>(arguments())) {}

 protected:
  const Args args_;
};

// Calls fn(T{}) with the T among `Types` that is `dtype`; throws where none is.
// DispatchTypes<float, double>(Input(0).dtype(), [&](auto zero) { using T = decltype(zero); ... });
template <typename... Types, typename Fn>
void DispatchTypes(DType dtype, Fn&& fn) {
  const bool found = ((dtype == DTypeOf<Types>::value && (static_cast<void>(fn(Types{})), true)) || ...);
  if (!found) NETDEF_THROW("Unsupported type of tensor: ", DTypeName(dtype));
}

// Makes the operator of `def`: engines named in the definition first, then the preferred ones,
// then the plain kernel. Throws where the type, device or engine has no kernel.
NETDEF_API std::unique_ptr<OperatorBase> CreateOperator(const std::shared_ptr<const OperatorDef>& def, Workspace* ws,
                                                        int net_position = -1);
NETDEF_API std::unique_ptr<OperatorBase> CreateOperator(const OperatorDef& def, Workspace* ws, int net_position = -1);

// Thrown by the constructor of a kernel that cannot serve this definition: the next engine is tried.
class NETDEF_API UnsupportedOperatorFeature : public Error {
 public:
  using Error::Error;
};

}  // namespace netdef
