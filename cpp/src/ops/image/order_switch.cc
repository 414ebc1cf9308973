// NCHW2NHWC and NHWC2NCHW: move the channels of an image to the last axis, or to the second. Each is the other's gradient.
#include "core/image_layout.h"
#include "netdef/math.h"
#include "netdef/operator.h"

namespace netdef {
namespace {

template <StorageOrder kFrom, StorageOrder kTo>
std::vector<TensorSpec> SwitchShape(const NoArgs&, const ShapeInputs& in) {
  NETDEF_ENFORCE(in[0].dims.size() >= 3, "expected an image of at least 3 axes, got shape [", DimsString(in[0].dims), "]");
  NETDEF_ENFORCE(in[0].dtype != DType::kString, "Unsupported type of tensor: ", DTypeName(in[0].dtype));
  return {TensorSpec(ImageDims(in[0].dims, kFrom).InOrder(kTo), in[0].dtype)};
}

template <StorageOrder kFrom>
class SwitchOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const ImageDims image(Input(0).dims(), kFrom);
    const bool planes = kFrom == StorageOrder::kNCHW;
    const int64_t dims[] = {image.batch, planes ? image.channels : image.pixels, planes ? image.pixels : image.channels};
    const int axes[] = {0, 2, 1};
    math::Transpose(3, dims, axes, Input(0).raw_data(), Output(0)->raw_mutable_data(Input(0).dtype()),
                    static_cast<int64_t>(Input(0).itemsize()));
  }
};

OPERATOR_SCHEMA(NCHW2NHWC)
    .NumInputs(1)
    .NumOutputs(1)
    .Shape<NoArgs>(SwitchShape<StorageOrder::kNCHW, StorageOrder::kNHWC>)
    .SetDoc("Moves the channels of an image from the second axis to the last.")
    .Input(0, "data", "Image, [N, C, ...], of any fixed-size type.")
    .Output(0, "output", "Image, [N, ..., C].");

OPERATOR_SCHEMA(NHWC2NCHW)
    .NumInputs(1)
    .NumOutputs(1)
    .Shape<NoArgs>(SwitchShape<StorageOrder::kNHWC, StorageOrder::kNCHW>)
    .SetDoc("Moves the channels of an image from the last axis to the second.")
    .Input(0, "data", "Image, [N, ..., C], of any fixed-size type.")
    .Output(0, "output", "Image, [N, C, ...].");

REGISTER_CPU_OPERATOR(NCHW2NHWC, SwitchOp<StorageOrder::kNCHW>);
REGISTER_CPU_OPERATOR(NHWC2NCHW, SwitchOp<StorageOrder::kNHWC>);
SIMPLE_GRADIENT(NCHW2NHWC, "NHWC2NCHW", {GO(0)}, {GI(0)});
SIMPLE_GRADIENT(NHWC2NCHW, "NCHW2NHWC", {GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
