// NCHW2NHWC and NHWC2NCHW: images, or whatever has channels and any number of further axes, with the
// channels last instead of second, and back.
#include <numeric>

#include "netdef/math.h"
#include "ops/shape/_shared.h"

namespace netdef {
namespace {

std::vector<int> ChannelsLast(size_t rank) {
  std::vector<int> axes(rank);
  std::iota(axes.begin(), axes.end(), 0);
  std::rotate(axes.begin() + 1, axes.begin() + 2, axes.end());
  return axes;
}

std::vector<int> ChannelsSecond(size_t rank) {
  std::vector<int> axes(rank);
  std::iota(axes.begin(), axes.end(), 0);
  std::rotate(axes.begin() + 1, axes.end() - 1, axes.end());
  return axes;
}

template <std::vector<int> (*kAxes)(size_t)>
std::vector<TensorSpec> OrderShape(const ShapeInputs& in) {
  const Dims& dims = in[0].dims;
  NETDEF_ENFORCE(dims.size() >= 3, "X must have at least 3 dims: batch, channels and one more; got [", DimsString(dims), "]");
  Dims out;
  for (int axis : kAxes(dims.size())) out.push_back(dims[static_cast<size_t>(axis)]);
  return {{out, in[0].dtype}};
}

template <std::vector<int> (*kAxes)(size_t)>
class OrderOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override { axes_ = kAxes(Input(0).dims().size()); }

  void Compute() override {
    const Tensor& x = Input(0);
    NETDEF_ENFORCE(x.dtype() != DType::kString, "Unsupported type of tensor: ", DTypeName(x.dtype()));
    if (x.numel() == 0) return;
    math::Transpose(x.dim(), x.dims().data(), axes_.data(), x.raw_data(), Output(0)->raw_mutable_data(x.dtype()),
                    static_cast<int64_t>(x.itemsize()));
  }

 private:
  std::vector<int> axes_;
};

OPERATOR_SCHEMA(NCHW2NHWC)
    .NumInputs(1)
    .NumOutputs(1)
    .Shape(OrderShape<ChannelsLast>)
    .SetDoc("Moves the channels of a batch of images from the second place to the last.")
    .Input(0, "X", "Tensor of at least three dims: batch, channels, height, ...")
    .Output(0, "Y", "The same with the channels last.");

OPERATOR_SCHEMA(NHWC2NCHW)
    .NumInputs(1)
    .NumOutputs(1)
    .Shape(OrderShape<ChannelsSecond>)
    .SetDoc("Moves the channels of a batch of images from the last place to the second.")
    .Input(0, "X", "Tensor of at least three dims: batch, height, ..., channels.")
    .Output(0, "Y", "The same with the channels second.");

REGISTER_CPU_OPERATOR(NCHW2NHWC, OrderOp<ChannelsLast>);
REGISTER_CPU_OPERATOR(NHWC2NCHW, OrderOp<ChannelsSecond>);
SIMPLE_GRADIENT(NCHW2NHWC, "NHWC2NCHW", {GO(0)}, {GI(0)});
SIMPLE_GRADIENT(NHWC2NCHW, "NCHW2NHWC", {GO(0)}, {GI(0)});

}  // namespace
}  // namespace netdef
