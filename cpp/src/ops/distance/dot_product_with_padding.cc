// DotProductWithPadding: z[i] = inner product of row i of X and row i of Y, which may have different
// widths. The narrower row is filled up with `pad_value`, or with replicate=1 repeated as often as it takes.
#include "netdef/proto_utils.h"
#include "ops/distance/_shared.h"

namespace netdef {
namespace {

struct DotProductWithPaddingArgs {
  float pad_value = 0.0f;
  bool replicate = false;

  template <typename V>
  void Fields(V& v) {
    v("pad_value", pad_value, "What the narrower rows are filled up with.");
    v("replicate", replicate, "Repeat the narrower rows instead; their width must divide the other.");
  }
};

// Which of the two is narrower, as rows and widths.
struct PaddedRows {
  int64_t rows = 0, narrow = 0, wide = 0;
  bool x_is_narrow = false;
};

PaddedRows ViewPadded(const DotProductWithPaddingArgs& args, const Dims& x, const Dims& y) {
  NETDEF_ENFORCE(x.size() == y.size() && RowResultDims(x) == RowResultDims(y),
                 "X and Y must have the same number of dims and of rows, got [", DimsString(x), "] and [", DimsString(y), "]");
  const RowView vx = ViewRows(x), vy = ViewRows(y);
  PaddedRows view{vx.rows, std::min(vx.width, vy.width), std::max(vx.width, vy.width), vx.width < vy.width};
  NETDEF_ENFORCE(!args.replicate || view.wide == view.narrow || (view.narrow > 0 && view.wide % view.narrow == 0),
                 "with replicate the narrower width must divide the other: ", view.narrow, " and ", view.wide);
  return view;
}

class DotProductWithPaddingOp final : public KernelOperator<DotProductWithPaddingArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override { view_ = ViewPadded(args_, Input(0).dims(), Input(1).dims()); }

  void Compute() override {
    DispatchTypes(FloatTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* narrow = Input(view_.x_is_narrow ? 0 : 1).data<T>();
      const T* wide = Input(view_.x_is_narrow ? 1 : 0).data<T>();
      T* z = Output(0)->mutable_data<T>();
      for (int64_t i = 0; i < view_.rows; ++i) z[i] = Row(narrow + i * view_.narrow, wide + i * view_.wide);
    });
  }

 private:
  template <typename T>
  T Row(const T* narrow, const T* wide) const {
    T sum = DotRow(view_.narrow, narrow, wide);
    if (args_.replicate) {
      for (int64_t at = view_.narrow; at < view_.wide; at += view_.narrow) sum += DotRow(view_.narrow, narrow, wide + at);
    } else {
      T rest = 0;
      for (int64_t i = view_.narrow; i < view_.wide; ++i) rest += wide[i];
      sum += static_cast<T>(args_.pad_value) * rest;
    }
    return sum;
  }

  PaddedRows view_;
};

// (X, Y, dZ) -> (dX, dY)
class DotProductWithPaddingGradientOp final : public KernelOperator<DotProductWithPaddingArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override {
    view_ = ViewPadded(args_, Input(0).dims(), Input(1).dims());
    NETDEF_ENFORCE_EQ(Input(2).numel(), view_.rows, "[DotProductWithPaddingGradient] dZ must have one element for each row");
  }

  void Compute() override {
    DispatchTypes(FloatTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const int n = view_.x_is_narrow ? 0 : 1;
      const T* narrow = Input(n).data<T>();
      const T* wide = Input(1 - n).data<T>();
      const T* dz = Input(2).data<T>();
      T* dnarrow = Output(n)->mutable_data<T>();
      T* dwide = Output(1 - n)->mutable_data<T>();
      for (int64_t i = 0; i < view_.rows; ++i) {
        Row(dz[i], narrow + i * view_.narrow, wide + i * view_.wide, dnarrow + i * view_.narrow, dwide + i * view_.wide);
      }
    });
  }

 private:
  template <typename T>
  void Row(T dz, const T* narrow, const T* wide, T* dnarrow, T* dwide) const {
    for (int64_t k = 0; k < view_.narrow; ++k) {
      dnarrow[k] = dz * wide[k];
      dwide[k] = dz * narrow[k];
    }
    for (int64_t i = view_.narrow; i < view_.wide; ++i) {
      if (args_.replicate) {
        dnarrow[i % view_.narrow] += dz * wide[i];
        dwide[i] = dz * narrow[i % view_.narrow];
      } else {
        dwide[i] = dz * static_cast<T>(args_.pad_value);
      }
    }
  }

  PaddedRows view_;
};

OPERATOR_SCHEMA(DotProductWithPadding)
    .NumInputs(2)
    .NumOutputs(1)
    .Args<DotProductWithPaddingArgs>()
    .Shape<DotProductWithPaddingArgs>([](const DotProductWithPaddingArgs& args, const ShapeInputs& in) {
      ViewPadded(args, in[0].dims, in[1].dims);
      return std::vector<TensorSpec>{{RowResultDims(in[0].dims), in[0].dtype}};
    })
    .SetDoc("Inner product of each row of X with the same row of Y, the narrower of which is filled up.")
    .Input(0, "X", "Tensor whose first dim counts the rows.")
    .Input(1, "Y", "Tensor with as many rows.")
    .Output(0, "Z", "One number for each row.");

OPERATOR_SCHEMA(DotProductWithPaddingGradient)
    .FillUsing(RowDistanceGradientSchema)
    .Args<DotProductWithPaddingArgs>()
    .Shape([](const ShapeInputs& in) { return std::vector<TensorSpec>{in[0], in[1]}; })
    .SetDoc("Gradient of DotProductWithPadding.");

REGISTER_CPU_OPERATOR(DotProductWithPadding, DotProductWithPaddingOp);
REGISTER_CPU_OPERATOR(DotProductWithPaddingGradient, DotProductWithPaddingGradientOp);

// Caffe2 states both arguments even where they have their defaults, and then copies those that were given.
class GetDotProductWithPaddingGradient final : public GradientMakerBase {
 public:
  using GradientMakerBase::GradientMakerBase;

  std::vector<OperatorDef> GetGradientDefs() override {
    const auto args = ParseArgs<DotProductWithPaddingArgs>(Args());
    return {CreateOperatorDef("DotProductWithPaddingGradient", "", {I(0), I(1), GO(0)}, {GI(0), GI(1)},
                              {MakeArgument("pad_value", args.pad_value), MakeArgument("replicate", args.replicate)})};
  }
};

REGISTER_GRADIENT(DotProductWithPadding, GetDotProductWithPaddingGradient);

}  // namespace
}  // namespace netdef
