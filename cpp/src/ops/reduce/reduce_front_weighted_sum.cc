// ReduceFrontWeightedSum: the sum of the rows, each times its weight.
#include "caffe2/proto/caffe2.pb.h"
#include "netdef/dims.h"
#include "netdef/operator.h"

namespace netdef {
namespace {

struct ReduceFrontWeightedSumArgs {
  bool grad_on_weights = false;

  template <typename V>
  void Fields(V& v) {
    v("grad_on_weights", grad_on_weights, "Ignored: the weights have no gradient.");
  }
};

std::vector<TensorSpec> ReduceFrontWeightedSumShape(const ReduceFrontWeightedSumArgs&, const ShapeInputs& in) {
  NETDEF_ENFORCE_GE(in[0].dims.size(), 1u, "[ReduceFrontWeightedSum] DATA must have rows");
  NETDEF_ENFORCE(in[1].dims.size() == 1, "[ReduceFrontWeightedSum] SCALARS mustn't have extra dimensions, got shape [",
                 DimsString(in[1].dims), "]");
  NETDEF_ENFORCE_EQ(in[1].dims[0], in[0].dims[0], "[ReduceFrontWeightedSum] expected one weight for each row");
  return {TensorSpec(DimsFrom(in[0].dims, 1), in[0].dtype)};
}

class ReduceFrontWeightedSumOp final : public KernelOperator<ReduceFrontWeightedSumArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const float *x = Input(0).data<float>(), *w = Input(1).data<float>();
    float* y = Output(0)->mutable_data<float>();
    const int64_t block = Output(0)->numel();
    std::fill_n(y, block, 0.0f);
    for (int64_t i = 0; i < Input(0).dim(0); ++i, x += block) {
      for (int64_t j = 0; j < block; ++j) y[j] += w[i] * x[j];
    }
  }
};

std::vector<TensorSpec> ReduceFrontWeightedSumGradientShape(const ReduceFrontWeightedSumArgs&, const ShapeInputs& in) {
  NETDEF_ENFORCE_EQ(in[0].dims.size(), 1u, "[ReduceFrontWeightedSumGradient] the weights must be a vector");
  return {TensorSpec(ConcatDims(in[0].dims, in[1].dims), DType::kFloat)};
}

class ReduceFrontWeightedSumGradientOp final : public KernelOperator<ReduceFrontWeightedSumArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Dims& out = Output(0)->dims();
    const Tensor& dims = Input(2);
    const int64_t* expected = dims.data<int64_t>();
    NETDEF_ENFORCE(std::equal(out.begin(), out.end(), expected, expected + dims.numel()),
                   "[ReduceFrontWeightedSumGradient] the shape of DATA must be [", DimsString(out), "], got [",
                   DimsString(Dims(expected, expected + dims.numel())), "]");
    const float *w = Input(0).data<float>(), *dy = Input(1).data<float>();
    float* dx = Output(0)->mutable_data<float>();
    const int64_t block = Input(1).numel();
    for (int64_t i = 0; i < Input(0).numel(); ++i, dx += block) {
      for (int64_t j = 0; j < block; ++j) dx[j] = w[i] * dy[j];
    }
  }
};

OPERATOR_SCHEMA(ReduceFrontWeightedSum)
    .NumInputs(2)
    .NumOutputs(1)
    .Args<ReduceFrontWeightedSumArgs>()
    .Shape<ReduceFrontWeightedSumArgs>(ReduceFrontWeightedSumShape)
    .SetDoc("Adds up the rows of a tensor, each times its weight.")
    .Input(0, "DATA", "Float tensor with rows.")
    .Input(1, "SCALARS", "One weight for each row, float, 1-D.")
    .Output(0, "OUTPUT", "The dims of a row.");

OPERATOR_SCHEMA(ReduceFrontWeightedSumGradient)
    .NumInputs(3)
    .NumOutputs(1)
    .Args<ReduceFrontWeightedSumArgs>()
    .Shape<ReduceFrontWeightedSumArgs>(ReduceFrontWeightedSumGradientShape)
    .SetDoc("Gradient of ReduceFrontWeightedSum.")
    .Input(0, "SCALARS", "The weights.")
    .Input(1, "d_OUTPUT", "Gradient of the output.")
    .Input(2, "dims", "Shape of DATA, int64.")
    .Output(0, "d_DATA", "Gradient of DATA.");

class GetReduceFrontWeightedSumGradient final : public GradientMakerBase {
 public:
  using GradientMakerBase::GradientMakerBase;

  std::vector<OperatorDef> GetGradientDefs() override {
    const std::string dims = "_" + O(0) + "_dims";
    return {SingleGradientDef("Shape", "", {I(0)}, {dims})[0],
            SingleGradientDef("ReduceFrontWeightedSumGradient", "", {I(1), GO(0), dims}, {GI(0)})[0]};
  }
};

REGISTER_CPU_OPERATOR(ReduceFrontWeightedSum, ReduceFrontWeightedSumOp);
REGISTER_CPU_OPERATOR(ReduceFrontWeightedSumGradient, ReduceFrontWeightedSumGradientOp);
REGISTER_GRADIENT(ReduceFrontWeightedSum, GetReduceFrontWeightedSumGradient);

}  // namespace
}  // namespace netdef
