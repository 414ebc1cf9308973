// ConvRelu: max(Conv(X), 0) in one operator.
#include "netdef/operator.h"
#include "netdef/parallel.h"
#include "ops/conv/_shared.h"

namespace netdef {
namespace {

class ConvReluOp final : public KernelOperator<ConvArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override { convolution_.Prepare(MakeConvGeometry(args_, Input(0).dims(), Input(1).dims())); }
  void Compute() override {
    float* y = Output(0)->mutable_data<float>();
    convolution_.Forward(Input(0).data<float>(), Input(1).data<float>(),
                         InputSize() > 2 ? Input(2).data<float>() : nullptr, y);
    ParallelFor(0, Output(0)->numel(), 16384, [=](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) y[i] = y[i] > 0 ? y[i] : 0.0f;
    });
  }

 private:
  PlainConvolution convolution_;
};

OPERATOR_SCHEMA(ConvRelu)
    .FillUsing(DescribeConv)
    .SetDoc("Convolution of an image, followed by a rectifier.")
    .Output(0, "Y", "Image with M channels, not negative.");

REGISTER_CPU_OPERATOR(ConvRelu, ConvReluOp);
SHOULD_NOT_DO_GRADIENT_BECAUSE(ConvRelu, "it is for inference; train with Conv and Relu");

}  // namespace
}  // namespace netdef
