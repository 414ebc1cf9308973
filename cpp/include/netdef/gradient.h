// Gradient makers: for an operator and the gradients of its outputs, the operators that compute
// the gradients of its inputs.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "netdef/export.h"
#include "netdef/schema.h"

namespace caffe2 {
class OperatorDef;
class Argument;
}  // namespace caffe2

namespace netdef {

// The gradient of one blob: dense, or sparse as (indices, values), or none.
struct GradientWrapper {
  std::string dense_, indices_, values_;
  bool IsDense() const { return !dense_.empty(); }
  bool IsSparse() const { return !indices_.empty() || !values_.empty(); }
  bool IsEmpty() const { return !IsDense() && !IsSparse(); }
};

struct NETDEF_API GradientOpsMeta {
  std::vector<caffe2::OperatorDef> ops_;
  std::vector<GradientWrapper> g_input_;  // one for each input of the forward operator
  GradientOpsMeta();
  GradientOpsMeta(const std::vector<caffe2::OperatorDef>& ops, const std::vector<GradientWrapper>& g_input);
  GradientOpsMeta(const GradientOpsMeta&);
  GradientOpsMeta& operator=(const GradientOpsMeta&);
  ~GradientOpsMeta();
  GradientOpsMeta(GradientOpsMeta&&) noexcept;
  GradientOpsMeta& operator=(GradientOpsMeta&&) noexcept;
};

// Arguments, device and engine are copied from the forward operator by GetGradientForOp.
class NETDEF_API GradientMakerBase {
 public:
  GradientMakerBase(const caffe2::OperatorDef& def, const std::vector<GradientWrapper>& g_output);
  virtual ~GradientMakerBase();

  virtual bool CopyDeviceOption() const { return true; }
  virtual bool CopyEngine() const { return true; }
  virtual bool CopyArguments() const { return true; }

  // Calls VerifyOp and GetGradientDefs.
  virtual GradientOpsMeta Get();
  virtual void VerifyOp() const {}  // throws what is wrong with the forward operator
  virtual std::vector<caffe2::OperatorDef> GetGradientDefs() = 0;
  const caffe2::OperatorDef& Def() const { return def_; }

  // Blob names: input i, output i, gradient of output i, gradient of input i.
  std::string I(int i) const;
  std::string O(int i) const;
  std::string GO(int i) const;
  std::string GI(int i);
  std::string GO_I(int i) const;  // indices and values of a sparse gradient
  std::string GO_V(int i) const;
  std::string GI_I(int i);
  std::string GI_V(int i);
  const GradientWrapper& GradOut(int i) const { return g_output_.at(static_cast<size_t>(i)); }
  bool HasGO(int i) const { return !GradOut(i).IsEmpty(); }
  void SetDense(int i, const std::string& name);
  void SetSparse(int i, const std::string& indices, const std::string& values);
  int InputSize() const;
  int OutputSize() const;
  Arguments Args() const;

  static std::string GradientName(const std::string& name) { return name + "_grad"; }
  static bool IsGradientBlob(const std::string& name);
  static std::string GradientNameToParam(const std::string& name);

  // One operator as a list, the usual answer of GetGradientDefs.
  static std::vector<caffe2::OperatorDef> SingleGradientDef(const std::string& type, const std::string& name,
                                                             const std::vector<std::string>& inputs,
                                                             const std::vector<std::string>& outputs);

 protected:
  const caffe2::OperatorDef& def_;
  const std::vector<GradientWrapper>& g_output_;
  std::vector<GradientWrapper> g_input_;
};

// What a gradient operator takes and gives, seen from the forward operator.
struct GradientBlob {
  enum Kind { kInput, kOutput, kGradOutput, kGradInput, kGradInputValues } kind;
  int index;
};
namespace grad {
inline GradientBlob I(int i) { return {GradientBlob::kInput, i}; }
inline GradientBlob O(int i) { return {GradientBlob::kOutput, i}; }
inline GradientBlob GO(int i) { return {GradientBlob::kGradOutput, i}; }
inline GradientBlob GI(int i) { return {GradientBlob::kGradInput, i}; }
inline GradientBlob GI_V(int i) { return {GradientBlob::kGradInputValues, i}; }  // of a sparse gradient
}  // namespace grad

// Says that the gradient of input `input` is sparse.
struct SparseGradientBlobs {
  int input;
  GradientBlob indices, values;
};

// One gradient operator: its type, what it takes and what it gives. An empty type stands for no
// operator at all: the gradients are there already.
struct GradientPlan {
  std::string type;
  std::vector<GradientBlob> inputs, outputs;
  std::vector<SparseGradientBlobs> sparse = {};
};

class NETDEF_API GradientRegistry {
 public:
  using Factory = std::function<std::unique_ptr<GradientMakerBase>(const caffe2::OperatorDef&,
                                                                   const std::vector<GradientWrapper>&)>;
  enum class Kind { kMaker, kNoGradient, kShouldNotDo, kNotImplemented };
  struct Entry {
    Kind kind;
    std::string why;  // for the docs, where there is no maker
    Factory factory;
  };
  static bool Register(const char* type, const char* domain, Entry entry, const char* file, int line);
  static const Entry* Find(const std::string& type, const std::string& domain = "");
  // A maker for the frequent case of one gradient operator with fixed inputs and outputs.
  static Entry Simple(std::string gradient_type, std::vector<GradientBlob> inputs, std::vector<GradientBlob> outputs);
  // The same where the operator or its blobs depend on the definition.
  static Entry Simple(std::function<GradientPlan(const GradientMakerBase&)> plan);
  static Entry None(std::string why) { return {Kind::kNoGradient, std::move(why), {}}; }
  static Entry ShouldNotDo(std::string why) { return {Kind::kShouldNotDo, std::move(why), {}}; }
};

// The gradient operators of `def`; throws where there can be none.
NETDEF_API GradientOpsMeta GetGradientForOp(const caffe2::OperatorDef& def,
                                            const std::vector<GradientWrapper>& g_output);

}  // namespace netdef

#define NETDEF_REGISTER_GRADIENT_ENTRY(type, domain, ...)                                        \
  static const bool NETDEF_CONCAT(netdef_gradient_, type) [[maybe_unused]] =                      \
      ::netdef::GradientRegistry::Register(#type, domain, __VA_ARGS__, __FILE__, __LINE__)

// The maker is a class derived from GradientMakerBase, with its constructors.
#define REGISTER_GRADIENT(type, ...)                                                              \
  NETDEF_REGISTER_GRADIENT_ENTRY(                                                                 \
      type, "",                                                                                   \
      {::netdef::GradientRegistry::Kind::kMaker, "",                                              \
       [](const ::caffe2::OperatorDef& def, const std::vector<::netdef::GradientWrapper>& g) {    \
         return std::unique_ptr<::netdef::GradientMakerBase>(new __VA_ARGS__(def, g));            \
       }})
// SIMPLE_GRADIENT(Elu, "EluGradient", {O(0), GO(0)}, {GI(0)}): one operator, fixed blobs; or, chosen for the operator at hand,
// SIMPLE_GRADIENT(Elu, [](const GradientMakerBase& m) -> GradientPlan { return {"EluGradient", {O(0), GO(0)}, {GI(0)}}; });
#define SIMPLE_GRADIENT(type, ...)                                                                \
  NETDEF_REGISTER_GRADIENT_ENTRY(type, "", [] {                                                   \
    using namespace ::netdef::grad;                                                               \
    return ::netdef::GradientRegistry::Simple(__VA_ARGS__);                                       \
  }())
// The gradient stops here, silently.
#define NO_GRADIENT(type) NO_GRADIENT_BECAUSE(type, "its output does not depend on differentiable inputs")
#define NO_GRADIENT_BECAUSE(type, why) \
  NETDEF_REGISTER_GRADIENT_ENTRY(type, "", ::netdef::GradientRegistry::None(why))
// Asking for a gradient is an error.
#define SHOULD_NOT_DO_GRADIENT(type) SHOULD_NOT_DO_GRADIENT_BECAUSE(type, "it is not differentiable")
#define SHOULD_NOT_DO_GRADIENT_BECAUSE(type, why) \
  NETDEF_REGISTER_GRADIENT_ENTRY(type, "", ::netdef::GradientRegistry::ShouldNotDo(why))
#define GRADIENT_NOT_IMPLEMENTED_YET(type)            \
  NETDEF_REGISTER_GRADIENT_ENTRY(type, "",            \
      {::netdef::GradientRegistry::Kind::kNotImplemented, "Caffe2 never wrote it", {}})
