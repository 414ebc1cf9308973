// The base of operators that fill their output, whose shape is an argument or that of an input; only Fill(output) is left to write.
#pragma once

#include <string>
#include <vector>

#include "caffe2/core/context.h"
#include "caffe2/core/logging.h"
#include "caffe2/core/operator.h"
#include "caffe2/utils/math.h"

namespace caffe2 {

template <class Context>
class FillerOp : public Operator<Context> {
 public:
  USE_OPERATOR_CONTEXT_FUNCTIONS;

  FillerOp(const OperatorDef& def, Workspace* ws)
      : Operator<Context>(def, ws),
        shape_(this->template GetRepeatedArgument<int64_t>("shape")),
        extra_shape_(ToVectorTIndex(this->template GetRepeatedArgument<int>("extra_shape"))),
        input_as_shape_(this->template GetSingleArgument<bool>("input_as_shape", false)) {
    if (InputSize() == 0) {
      CAFFE_ENFORCE(extra_shape_.empty() && !input_as_shape_, "extra_shape and input_as_shape need an input");
      if (shape_.empty() && this->template HasSingleArgumentOfType<int>("shape")) shape_.push_back(this->template GetSingleArgument<int>("shape", 0));
    } else {
      CAFFE_ENFORCE(shape_.empty(), "Cannot set the shape argument and pass in an input at the same time");
      CAFFE_ENFORCE(extra_shape_.empty() || !input_as_shape_, "Cannot set extra_shape when input_as_shape is true");
    }
  }
  ~FillerOp() override {}

  bool RunOnDevice() override {
    TensorCPU* output = Output(0);
    vector<int64_t> shape = shape_;
    if (InputSize() > 0) {
      const TensorCPU& input = Input(0);
      if (input_as_shape_) {
        CAFFE_ENFORCE_EQ(input.dim(), 1, "When input_as_shape is true, the input must be a 1D tensor of data type int64_t");
        shape.assign(input.template data<int64_t>(), input.template data<int64_t>() + input.numel());
      } else {
        shape = input.dims();
      }
      shape.insert(shape.end(), extra_shape_.begin(), extra_shape_.end());
    }
    output->Resize(shape);
    return Fill(output);
  }

  virtual bool Fill(TensorCPU* output) = 0;

 protected:
  vector<int64_t> shape_, extra_shape_;
  bool input_as_shape_;
};

// The shape of such an operator's output.
template <int ValueType = TensorProto::FLOAT>
vector<TensorShape> FillerTensorInference(const OperatorDef& def, const vector<TensorShape>& in) {
  const ArgumentHelper args(def);
  const auto type = static_cast<TensorProto::DataType>(args.GetSingleArgument<int>("dtype", ValueType));
  TensorShape unknown;
  unknown.set_unknown_shape(true);
  unknown.set_data_type(type);
  if (!in.empty() && args.GetSingleArgument<bool>("input_as_shape", false)) return {unknown};
  vector<int64_t> shape = in.empty() ? args.GetRepeatedArgument<int64_t>("shape") : GetDimsVector(in[0]);
  if (!in.empty()) {
    for (int64_t d : args.GetRepeatedArgument<int64_t>("extra_shape")) shape.push_back(d);
  }
  return {CreateTensorShape(shape, type)};
}

}  // namespace caffe2
