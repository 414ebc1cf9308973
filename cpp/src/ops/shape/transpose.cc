// Transpose: Y.dims[i] = X.dims[axes[i]]; without `axes` their order is reversed.
#include <numeric>

#include "netdef/math.h"
#include "netdef/proto_utils.h"
#include "ops/shape/_shared.h"

namespace netdef {
namespace {

struct TransposeArgs {
  std::vector<int> axes;

  template <typename V>
  void Fields(V& v) {
    v("axes", axes, "A permutation of the axes of X; without it their order is reversed.");
    if (V::kReads) Check();
  }

  std::vector<int> Axes(size_t rank) const {
    if (!axes.empty()) {
      NETDEF_ENFORCE_EQ(axes.size(), rank, "there must be one entry in `axes` for each dim of X");
      return axes;
    }
    std::vector<int> reversed(rank);
    std::iota(reversed.rbegin(), reversed.rend(), 0);
    return reversed;
  }

 private:
  void Check() const {
    std::vector<int> sorted = axes;
    std::sort(sorted.begin(), sorted.end());
    for (size_t i = 0; i < sorted.size(); ++i) {
      NETDEF_ENFORCE(sorted[i] == static_cast<int>(i), "Axes should be a permutation of 0 to ndim.");
    }
  }
};

class TransposeOp final : public KernelOperator<TransposeArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override { axes_ = args_.Axes(Input(0).dims().size()); }

  void Compute() override {
    const Tensor& x = Input(0);
    if (x.numel() == 0) return;
    if (x.dtype() != DType::kString) {
      math::Transpose(x.dim(), x.dims().data(), axes_.data(), x.raw_data(), Output(0)->raw_mutable_data(x.dtype()),
                      static_cast<int64_t>(x.itemsize()));
      return;
    }
    // Strings are no bytes to move: transpose their places and copy by them.
    std::vector<int64_t> places(static_cast<size_t>(x.numel())), from(places.size());
    std::iota(places.begin(), places.end(), 0);
    math::Transpose(x.dim(), x.dims().data(), axes_.data(), places.data(), from.data(), sizeof(int64_t));
    const auto* strings = x.data<std::string>();
    auto* y = Output(0)->mutable_data<std::string>();
    for (size_t i = 0; i < from.size(); ++i) y[i] = strings[from[i]];
  }

 private:
  std::vector<int> axes_;
};

OPERATOR_SCHEMA(Transpose)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<TransposeArgs>()
    .Shape<TransposeArgs>([](const TransposeArgs& args, const ShapeInputs& in) {
      Dims dims;
      for (int axis : args.Axes(in[0].dims.size())) dims.push_back(in[0].dims[static_cast<size_t>(axis)]);
      return std::vector<TensorSpec>{{dims, in[0].dtype}};
    })
    .SetDoc("Puts the axes of a tensor in another order.")
    .Input(0, "X", "Tensor of any type.")
    .Output(0, "Y", "The elements of X, with dims[i] that of axis axes[i] of X.");

REGISTER_CPU_OPERATOR(Transpose, TransposeOp);

// The way back is the inverse permutation.
class GetTransposeGradient final : public GradientMakerBase {
 public:
  using GradientMakerBase::GradientMakerBase;
  bool CopyArguments() const override { return false; }  // done below, with other axes

  std::vector<OperatorDef> GetGradientDefs() override {
    std::vector<OperatorDef> ops = SingleGradientDef("Transpose", "", {GO(0)}, {GI(0)});
    const std::vector<int> axes = ParseArgs<TransposeArgs>(Args()).axes;
    std::vector<int> inverse(axes.size());
    for (size_t i = 0; i < axes.size(); ++i) inverse[static_cast<size_t>(axes[i])] = static_cast<int>(i);
    *ops[0].mutable_arg() = Def().arg();
    for (caffe2::Argument& arg : *ops[0].mutable_arg()) {
      if (arg.name() == "axes") arg = MakeArgument("axes", inverse);
    }
    return ops;
  }
};

REGISTER_GRADIENT(Transpose, GetTransposeGradient);

}  // namespace
}  // namespace netdef
