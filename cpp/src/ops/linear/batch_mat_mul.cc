// BatchMatMul: Y[i] = op(A[i]) * op(B[i]) over the leading dims, which broadcast as numpy's do where
// `broadcast` is set and must be equal otherwise.
#include "caffe2/proto/caffe2.pb.h"
#include "netdef/dims.h"
#include "netdef/math.h"
#include "netdef/operator.h"
#include "netdef/parallel.h"
#include "ops/linear/_product_gradient.h"

namespace netdef {
namespace {

using math::Trans;

struct BatchMatMulArgs {
  bool trans_a = false;
  bool trans_b = false;
  bool broadcast = false;

  template <typename V>
  void Fields(V& v) {
    v("trans_a", trans_a, "Swap the last two dims of A before multiplying.");
    v("trans_b", trans_b, "Swap the last two dims of B before multiplying.");
    v("broadcast", broadcast, "Broadcast the leading dims of A and B against each other, as numpy.matmul does.");
  }
};

struct Plan {
  bool trans_a, trans_b;
  int64_t m, n, k;
  Dims batch;             // leading dims of Y
  Dims stride_a, stride_b;  // in matrices, by leading dim of Y; 0 where that operand broadcasts
  Dims y;
};

// How many matrices of the operand with leading dims `own` one step along each dim of `batch` skips.
Dims Strides(const Dims& own, const Dims& batch) {
  Dims strides(batch.size(), 0);
  int64_t stride = 1;
  for (size_t i = 0; i < own.size(); ++i) {
    const int64_t d = own[own.size() - 1 - i];
    strides[batch.size() - 1 - i] = d == 1 ? 0 : stride;
    stride *= d;
  }
  return strides;
}

Plan MakePlan(const BatchMatMulArgs& args, const Dims& a_dims, const Dims& b_dims) {
  NETDEF_ENFORCE(!a_dims.empty() && !b_dims.empty(), "[BatchMatMul] expected tensors of at least one dimension");
  // A vector is a row on the left and a column on the right; its dim of length one is dropped again.
  const bool row = a_dims.size() == 1, column = b_dims.size() == 1;
  Plan p;
  p.trans_a = args.trans_a && !row;
  p.trans_b = args.trans_b && !column;
  const Dims a = row ? Dims{1, a_dims[0]} : a_dims, b = column ? Dims{b_dims[0], 1} : b_dims;
  const Dims batch_a = DimsBefore(a, a.size() - 2), batch_b = DimsBefore(b, b.size() - 2);
  p.m = a[a.size() - 2];
  p.k = a[a.size() - 1];
  if (p.trans_a) std::swap(p.m, p.k);
  int64_t k = b[b.size() - 2];
  p.n = b[b.size() - 1];
  if (p.trans_b) std::swap(k, p.n);
  NETDEF_ENFORCE_EQ(p.k, k, "Dimension mismatch: [BatchMatMul] A of shape [", DimsString(a_dims), "] and B of shape [",
                    DimsString(b_dims), "] disagree on the inner dimension");
  if (row || column) {
    p.batch = row ? batch_b : batch_a;
  } else {
    NETDEF_ENFORCE(args.broadcast || batch_a == batch_b, "[BatchMatMul] without broadcast=1 the leading dims must be equal, got A [",
                   DimsString(a_dims), "] and B [", DimsString(b_dims), "]");
    p.batch.resize(std::max(batch_a.size(), batch_b.size()));
    for (size_t i = 0; i < p.batch.size(); ++i) {
      const int64_t da = i < batch_a.size() ? batch_a[batch_a.size() - 1 - i] : 1;
      const int64_t db = i < batch_b.size() ? batch_b[batch_b.size() - 1 - i] : 1;
      NETDEF_ENFORCE(da == db || da == 1 || db == 1, "[BatchMatMul] the leading dims of A [", DimsString(a_dims),
                     "] and B [", DimsString(b_dims), "] do not broadcast");
      p.batch[p.batch.size() - 1 - i] = da == 1 ? db : da;
    }
  }
  p.stride_a = Strides(batch_a, p.batch);
  p.stride_b = Strides(batch_b, p.batch);
  p.y = p.batch;
  if (row && column) {
    p.y = {1};
  } else {
    if (!row) p.y.push_back(p.m);
    if (!column) p.y.push_back(p.n);
  }
  return p;
}

std::vector<TensorSpec> BatchMatMulShape(const BatchMatMulArgs& args, const ShapeInputs& in) {
  return {TensorSpec(MakePlan(args, in[0].dims, in[1].dims).y, DType::kFloat)};
}

class BatchMatMulOp final : public KernelOperator<BatchMatMulArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override {
    plan_ = MakePlan(args_, Input(0).dims(), Input(1).dims());
    const auto batches = static_cast<size_t>(NumElements(plan_.batch));
    at_a_.assign(batches, 0);
    at_b_.assign(batches, 0);
    Dims index(plan_.batch.size(), 0);
    int64_t a = 0, b = 0;
    for (size_t i = 0; i < batches; ++i) {
      at_a_[i] = a;
      at_b_[i] = b;
      for (size_t d = index.size(); d-- > 0;) {
        a += plan_.stride_a[d];
        b += plan_.stride_b[d];
        if (++index[d] < plan_.batch[d]) break;
        a -= plan_.stride_a[d] * index[d];
        b -= plan_.stride_b[d] * index[d];
        index[d] = 0;
      }
    }
  }

  void Compute() override {
    const Plan& p = plan_;
    const float* a = Input(0).data<float>();
    const float* b = Input(1).data<float>();
    float* y = Output(0)->mutable_data<float>();
    // One matrix alone may use all threads; many small ones are shared out.
    const int64_t grain = at_a_.size() == 1 ? 1 : std::max<int64_t>(1, 65536 / std::max<int64_t>(1, p.m * p.n * p.k));
    ParallelFor(0, static_cast<int64_t>(at_a_.size()), grain, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        math::Gemm(p.trans_a ? Trans::kYes : Trans::kNo, p.trans_b ? Trans::kYes : Trans::kNo, p.m, p.n, p.k, 1.0f,
                   a + at_a_[static_cast<size_t>(i)] * p.m * p.k, b + at_b_[static_cast<size_t>(i)] * p.k * p.n, 0.0f,
                   y + i * p.m * p.n);
      }
    });
  }

 private:
  Plan plan_;
  std::vector<int64_t> at_a_, at_b_;  // for each matrix of Y: which one of A and of B
};

OPERATOR_SCHEMA(BatchMatMul)
    .NumInputs(2)
    .NumOutputs(1)
    .Args<BatchMatMulArgs>()
    .Shape<BatchMatMulArgs>(BatchMatMulShape)
    .SetDoc("Products of the matrices in the last two dims of A and B, one for each index of the leading dims.\n\n"
            "A vector is taken as a row on the left and as a column on the right, and the result loses that dim.")
    .Input(0, "A", "Float tensor, ... x M x K (K x M if trans_a).")
    .Input(1, "B", "Float tensor, ... x K x N (N x K if trans_b).")
    .Output(0, "Y", "... x M x N.");

class BatchMatMulGradient final : public GradientMakerBase {
 public:
  using GradientMakerBase::GradientMakerBase;
  bool CopyArguments() const override { return false; }

  std::vector<caffe2::OperatorDef> GetGradientDefs() override {
    const auto args = ParseArgs<BatchMatMulArgs>(Args());
    NETDEF_ENFORCE(!args.broadcast, "Gradient is currently not supported with broadcast=1 for BatchMatMul.");
    const std::string a = I(0), b = I(1), dy = GO(0);
    return ProductGradients(args.trans_a, args.trans_b, a, b, dy, [this](const auto&... of) { return Product(of...); });
  }

 private:
  caffe2::OperatorDef Product(const std::string& left, const std::string& right, int input, bool trans_left,
                              bool trans_right) {
    caffe2::OperatorDef op = SingleGradientDef("BatchMatMul", "", {left, right}, {GI(input)})[0];
    const auto add = [&](const char* name, bool value) {
      if (!value) return;
      caffe2::Argument* arg = op.add_arg();
      arg->set_name(name);
      arg->set_i(1);
    };
    add("trans_a", trans_left);
    add("trans_b", trans_right);
    return op;
  }
};

REGISTER_CPU_OPERATOR(BatchMatMul, BatchMatMulOp);
REGISTER_GRADIENT(BatchMatMul, BatchMatMulGradient);

}  // namespace
}  // namespace netdef
