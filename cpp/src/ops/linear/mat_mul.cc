// MatMul: Y = op(A) * op(B), with A and B seen as matrices split at axis_a and axis_b.
#include "caffe2/proto/caffe2.pb.h"
#include "netdef/dims.h"
#include "netdef/math.h"
#include "netdef/operator.h"
#include "ops/linear/_product_gradient.h"
#include "ops/linear/_sizes.h"

namespace netdef {
namespace {

using math::Trans;

struct MatMulArgs {
  int axis_a = 1;
  int axis_b = 1;
  bool trans_a = false;
  bool trans_b = false;

  template <typename V>
  void Fields(V& v) {
    v("axis_a", axis_a, "The dims of A from this axis on are its columns.");
    v("axis_b", axis_b, "The dims of B from this axis on are its columns.");
    v("trans_a", trans_a, "Transpose A before multiplying.");
    v("trans_b", trans_b, "Transpose B before multiplying.");
  }
};

struct MatMulSizes {
  int64_t m, n, k;
};

MatMulSizes Sizes(const MatMulArgs& args, const Dims& a, const Dims& b) {
  const auto axis_a = CanonicalAxis(args.axis_a, a), axis_b = CanonicalAxis(args.axis_b, b);
  int64_t m = SizeToDim(a, axis_a), ka = SizeFromDim(a, axis_a);
  int64_t kb = SizeToDim(b, axis_b), n = SizeFromDim(b, axis_b);
  if (args.trans_a) std::swap(m, ka);
  if (args.trans_b) std::swap(kb, n);
  NETDEF_ENFORCE_EQ(ka, kb, "Dimension mismatch: [MatMul] A of shape [", DimsString(a), "] (trans_a ", args.trans_a,
                    ") and B of shape [", DimsString(b), "] (trans_b ", args.trans_b, ") disagree on the inner dimension");
  return {m, n, ka};
}

std::vector<TensorSpec> MatMulShape(const MatMulArgs& args, const ShapeInputs& in) {
  const MatMulSizes s = Sizes(args, in[0].dims, in[1].dims);
  if (in.size() < 3) return {TensorSpec({s.m, s.n}, DType::kFloat)};
  NETDEF_ENFORCE_EQ(NumElements(in[2].dims), s.m * s.n, "[MatMul] the input that gives the output's shape has the wrong size");
  return {TensorSpec(in[2].dims, DType::kFloat)};
}

class MatMulOp final : public KernelOperator<MatMulArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const auto [m, n, k] = Sizes(args_, Input(0).dims(), Input(1).dims());
    math::Gemm(args_.trans_a ? Trans::kYes : Trans::kNo, args_.trans_b ? Trans::kYes : Trans::kNo, m, n, k, 1.0f,
               Input(0).data<float>(), Input(1).data<float>(), 0.0f, Output(0)->mutable_data<float>());
  }
};

OpCost MatMulCost(const Arguments& arguments, const ShapeInputs& in, const std::vector<TensorSpec>&) {
  const MatMulSizes s = Sizes(ParseArgs<MatMulArgs>(arguments), in[0].dims, in[1].dims);
  return ProductCost(s.m, s.n, s.k, false);
}

OPERATOR_SCHEMA(MatMul)
    .NumInputs(2, 3)
    .NumOutputs(1)
    .Args<MatMulArgs>()
    .Shape<MatMulArgs>(MatMulShape)
    .Cost(MatMulCost)
    .SetDoc("Matrix product: Y = op(A) * op(B), where op transposes or does not.\n\n"
            "Tensors of other ranks are read as matrices: the dims before the axis are rows, the others columns.")
    .Input(0, "A", "Float tensor.")
    .Input(1, "B", "Float tensor.")
    .Input(2, "shape", "A tensor whose shape Y takes instead of rows x columns (optional; used by gradients).")
    .Output(0, "Y", "Rows of op(A) x columns of op(B).");

class MatMulGradient final : public GradientMakerBase {
 public:
  using GradientMakerBase::GradientMakerBase;
  bool CopyArguments() const override { return false; }

  std::vector<caffe2::OperatorDef> GetGradientDefs() override {
    const auto args = ParseArgs<MatMulArgs>(Args());
    const Factor a{I(0), args.axis_a}, b{I(1), args.axis_b}, dy{GO(0), 0};
    return ProductGradients(args.trans_a, args.trans_b, a, b, dy, [this](const auto&... of) { return Product(of...); });
  }

 private:
  struct Factor {
    std::string blob;
    int axis;  // 0: dY, which is a matrix as it is
  };

  // The gradient of `input`, which also gives its shape.
  caffe2::OperatorDef Product(const Factor& left, const Factor& right, int input, bool trans_left, bool trans_right) {
    caffe2::OperatorDef op = SingleGradientDef("MatMul", "", {left.blob, right.blob, I(input)}, {GI(input)})[0];
    const auto add = [&](const char* name, int value) {
      if (value == 0) return;
      caffe2::Argument* arg = op.add_arg();
      arg->set_name(name);
      arg->set_i(value);
    };
    add("trans_a", trans_left);
    add("trans_b", trans_right);
    add("axis_a", left.axis);
    add("axis_b", right.axis);
    return op;
  }
};

REGISTER_CPU_OPERATOR(MatMul, MatMulOp);
REGISTER_GRADIENT(MatMul, MatMulGradient);

}  // namespace
}  // namespace netdef
