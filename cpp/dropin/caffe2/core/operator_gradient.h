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

// netdef's, with gradient operators that have arguments of their own.
class GradientMakerBase : public netdef::GradientMakerBase {
 public:
  using netdef::GradientMakerBase::GradientMakerBase;
  using netdef::GradientMakerBase::SingleGradientDef;

  static vector<OperatorDef> SingleGradientDef(const string& type, const string& name, const vector<string>& inputs,
                                               const vector<string>& outputs, const vector<Argument>& args) {
    return {CreateOperatorDef(type, name, inputs, outputs, args)};
  }
};

}  // namespace caffe2
