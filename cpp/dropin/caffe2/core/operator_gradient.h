#pragma once

#include "caffe2/core/common.h"
#include "caffe2/core/operator_schema.h"
#include "caffe2/proto/caffe2_pb.h"
#include "caffe2/utils/proto_utils.h"
#include "netdef/gradient.h"

namespace caffe2 {

using netdef::GetGradientForOp;
using netdef::GradientOpsMeta;
using netdef::GradientWrapper;

// netdef's, with gradient operators that have arguments, a device or an engine of their own.
class GradientMakerBase : public netdef::GradientMakerBase {
 public:
  using netdef::GradientMakerBase::GradientMakerBase;
  vector<OperatorDef> GetGradientDefs() override { CAFFE_THROW("the gradient maker of ", def_.type(), " overrides neither Get nor GetGradientDefs"); }

  void VerifyOp() const override {
    const OpSchema* schema = OpSchemaRegistry::Schema(def_.type());
    if (schema != nullptr) CAFFE_ENFORCE(schema->Verify(def_), "(GradientMaker) Operator def did not pass schema checking: ", ProtoDebugString(def_));
  }

  // The inputs of a gradient operator by those of its outputs that are their gradients.
  static std::unordered_map<string, string> MatchGradsToParams(const OperatorDef& op) {
    std::unordered_map<string, string> params;
    for (const string& output : op.output()) {
      if (IsGradientBlob(output)) params[output] = GradientNameToParam(output);
    }
    return params;
  }
  static string GradientSliceIndices(const string& name) { return name + "_grad_indices"; }
  static string GradientSliceValues(const string& name) { return name + "_grad_values"; }

  template <class... Parts>
  static vector<OperatorDef> SingleGradientDef(const Parts&... parts) {
    return {CreateOperatorDef(parts...)};
  }
};

// Makers that programs name in REGISTER_GRADIENT themselves.
struct NoGradient : public GradientMakerBase {
  using GradientMakerBase::GradientMakerBase;
  vector<OperatorDef> GetGradientDefs() override { return {}; }
};
struct ThrowInTheTowelIfGradientIsCalled : public GradientMakerBase {
  using GradientMakerBase::GradientMakerBase;
  GradientOpsMeta Get() override { CAFFE_THROW("One should not call gradient for operator ", def_.type(), "."); }
};
struct GradientNotImplementedYet : public GradientMakerBase {
  using GradientMakerBase::GradientMakerBase;
  GradientOpsMeta Get() override { CAFFE_THROW("Operator ", def_.type(), " should have a gradient but is not implemented yet."); }
};

}  // namespace caffe2

// With a semicolon, as all that registers (operator.h).
#undef NETDEF_REGISTER_GRADIENT_ENTRY
#define NETDEF_REGISTER_GRADIENT_ENTRY(type, domain, ...)                                             \
  static const bool NETDEF_CONCAT(netdef_gradient_, type) [[maybe_unused]] =                          \
      ::netdef::GradientRegistry::Register(#type, domain, __VA_ARGS__, __FILE__, __LINE__);
#define REGISTER_GRADIENT_STR(name, ...)                                                              \
  static const bool NETDEF_ANONYMOUS(netdef_gradient_) [[maybe_unused]] =                             \
      ::netdef::GradientRegistry::Register(                                                           \
          name, "",                                                                                   \
          {::netdef::GradientRegistry::Kind::kMaker, "",                                              \
           [](const ::caffe2::OperatorDef& def, const std::vector<::netdef::GradientWrapper>& g) {    \
             return std::unique_ptr<::netdef::GradientMakerBase>(new __VA_ARGS__(def, g));            \
           }},                                                                                        \
          __FILE__, __LINE__);
