// TTSparseLengthsSum: sums of rows of an embedding table in tensor-train form. Row n = (i_0, i_1, i_2) with
// n = i_0 + f_0 * (i_1 + f_1 * i_2); its elements are core_0[i_0] * core_1[i_1] * core_2[i_2], products of matrices for
// each (j_0, j_1, j_2).
// https://arxiv.org/abs/1901.10787
#include <array>

#include "netdef/dims.h"
#include "netdef/lengths.h"
#include "netdef/math.h"
#include "netdef/operator.h"

namespace netdef {
namespace {

constexpr size_t kCores = 3;
using math::Trans;

struct TTEmbeddingArgs {
  std::vector<int64_t> factor_i, factor_j, ranks;
  int emb_size = 64;

  template <typename V>
  void Fields(V& v) {
    v("factor_i", factor_i, "Three factors of the number of rows.");
    v("factor_j", factor_j, "Three factors of the size of a row.");
    v("ranks", ranks, "The ranks 1, r_1, r_2, 1.");
    v("emb_size", emb_size, "Size of a row: the product of factor_j.");
  }
};

// Sizes of the cores: core k is [i[k], r[k], j[k], r[k + 1]].
struct Train {
  std::vector<int64_t> i, j, r;

  explicit Train(const TTEmbeddingArgs& args) : i(args.factor_i), j(args.factor_j), r(args.ranks) {
    NETDEF_ENFORCE(i.size() == kCores && j.size() == kCores && r.size() == kCores + 1,
                   "factor_i, factor_j and ranks must have 3, 3 and 4 entries, got ", i.size(), ", ", j.size(), " and ", r.size());
    for (const auto* list : {&i, &j, &r}) {
      for (int64_t n : *list) NETDEF_ENFORCE_GE(n, 1, "factor_i, factor_j and ranks must be positive");
    }
    NETDEF_ENFORCE(r[0] == 1 && r[3] == 1, "the first and the last of ranks must be 1");
    NETDEF_ENFORCE_EQ(size(), args.emb_size, "emb_size must be the product of factor_j");
  }
  // From the shapes of the cores; throws where they do not fit together.
  explicit Train(const std::array<const Dims*, kCores>& cores) {
    for (const Dims* core : cores) {
      NETDEF_ENFORCE(core->size() == 4 && NumElements(*core) > 0 && (*core)[1] == (r.empty() ? 1 : r.back()),
                     "expected cores [i_0, 1, j_0, r_1], [i_1, r_1, j_1, r_2] and [i_2, r_2, j_2, 1], got a core of shape [",
                     DimsString(*core), "]");
      if (r.empty()) r.push_back(1);
      i.push_back((*core)[0]);
      j.push_back((*core)[2]);
      r.push_back((*core)[3]);
    }
    NETDEF_ENFORCE_EQ(r[3], 1, "the last rank must be 1");
  }

  Dims core(size_t k) const { return {i[k], r[k], j[k], r[k + 1]}; }
  int64_t slice(size_t k) const { return NumElements({r[k], j[k], r[k + 1]}); }
  int64_t size() const { return NumElements(j); }
  int64_t rows() const { return NumElements(i); }
};

// Throws unless the lengths add up to `n`.
void CheckLengths(const Tensor& lengths, int64_t n) {
  NETDEF_ENFORCE_EQ(TotalLength(lengths.data<int32_t>(), lengths.numel()), n, "the lengths must add up to the number of indices");
}

std::vector<TensorSpec> ForwardShape(const TTEmbeddingArgs& args, const ShapeInputs& in) {
  const Train t(args);
  for (size_t k = 0; k < kCores; ++k) {
    NETDEF_ENFORCE(NumElements(in[k].dims) == NumElements(t.core(k)), "core ", k, " must have shape [", DimsString(t.core(k)),
                   "], got [", DimsString(in[k].dims), "]");
  }
  NETDEF_ENFORCE(in[3].dims.size() == 1 && in[4].dims.size() == 1, "index and lengths must be vectors, got [",
                 DimsString(in[3].dims), "] and [", DimsString(in[4].dims), "]");
  const int64_t n = in[3].dims[0];
  return {TensorSpec({in[4].dims[0], t.size()}, DType::kFloat), TensorSpec({n, t.j[0], t.r[1]}, DType::kFloat),
          TensorSpec({n, t.j[0] * t.j[1], t.r[2]}, DType::kFloat),
          TensorSpec({n, int64_t{kCores}}, DType::kInt64)};
}

class TTSparseLengthsSumOp final : public KernelOperator<TTEmbeddingArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Train t(args_);
    const int64_t n = Input(3).numel(), size = t.size(), j0 = t.j[0], j01 = j0 * t.j[1];
    CheckLengths(Input(4), n);
    const int64_t* index = Input(3).data<int64_t>();
    const int32_t* length = Input(4).data<int32_t>();
    const float* cores[kCores] = {Input(0).data<float>(), Input(1).data<float>(), Input(2).data<float>()};
    float* y = Output(0)->mutable_data<float>();
    float* first = Output(1)->mutable_data<float>();
    float* second = Output(2)->mutable_data<float>();
    int64_t* digits = Output(3)->mutable_data<int64_t>();
    std::fill(y, y + Output(0)->numel(), 0.0f);
    int64_t rest = Input(4).numel() > 0 ? length[0] : 0;
    for (int64_t i = 0; i < n; ++i, digits += kCores) {
      Split(t, index[i], digits);
      float* a = first + i * t.slice(0);
      float* b = second + i * j01 * t.r[2];
      std::copy_n(cores[0] + digits[0] * t.slice(0), t.slice(0), a);
      math::Gemm(Trans::kNo, Trans::kNo, j0, t.slice(1) / t.r[1], t.r[1], 1, a,
                 cores[1] + digits[1] * t.slice(1), 0, b);
      for (; rest == 0; y += size) rest = *++length;
      math::Gemm(Trans::kNo, Trans::kNo, j01, t.j[2], t.r[2], 1, b, cores[2] + digits[2] * t.slice(2), 1, y);
      --rest;
    }
  }

 private:
  static void Split(const Train& t, int64_t index, int64_t* digits) {
    int64_t left = index;
    for (size_t k = 0; k < kCores; ++k) {
      digits[k] = left % t.i[k];
      left /= t.i[k];
    }
    NETDEF_ENFORCE(index >= 0 && left == 0, "expected indices below ", t.rows(), ", got ", index);
  }
};

std::vector<TensorSpec> BackwardShape(const TTEmbeddingArgs&, const ShapeInputs& in) {
  const Train t({&in[0].dims, &in[1].dims, &in[2].dims});
  NETDEF_ENFORCE(in[3].dims.size() == 1 && in[6].dims.size() == 2 && in[6].dims[1] == int64_t{kCores},
                 "lengths must be a vector and indices have three columns, got [", DimsString(in[3].dims), "] and [",
                 DimsString(in[6].dims), "]");
  const int64_t n = in[6].dims[0];
  NETDEF_ENFORCE(NumElements(in[4].dims) == NumElements({n, t.slice(0)}) &&
                     NumElements(in[5].dims) == NumElements({n, t.j[0], t.j[1], t.r[2]}) &&
                     NumElements(in[7].dims) == NumElements({in[3].dims[0], t.size()}),
                 "core0_output, core1_output and dY must be as large as the forward operator made them, got [",
                 DimsString(in[4].dims), "], [", DimsString(in[5].dims), "] and [", DimsString(in[7].dims), "]");
  return {TensorSpec(in[0].dims, DType::kFloat), TensorSpec(in[1].dims, DType::kFloat), TensorSpec(in[2].dims, DType::kFloat)};
}

class TTSparseLengthsSumGradientOp final : public KernelOperator<TTEmbeddingArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Train t({&Input(0).dims(), &Input(1).dims(), &Input(2).dims()});
    const int64_t n = Input(6).dim(0), size = t.size(), j0 = t.j[0], j01 = j0 * t.j[1];
    const int64_t r1 = t.r[1], r2 = t.r[2], j2 = t.j[2], columns = t.slice(1) / r1;
    CheckLengths(Input(3), n);
    const int32_t* length = Input(3).data<int32_t>();
    const float* core1 = Input(1).data<float>();
    const float* core2 = Input(2).data<float>();
    const float* first = Input(4).data<float>();
    const float* second = Input(5).data<float>();
    const int64_t* digits = Input(6).data<int64_t>();
    const float* dy = Input(7).data<float>();
    float* grads[kCores];
    for (int k = 0; k < static_cast<int>(kCores); ++k) {
      grads[k] = Output(k)->mutable_data<float>();
      std::fill(grads[k], grads[k] + Output(k)->numel(), 0.0f);
    }
    std::vector<float> dsecond(static_cast<size_t>(j01 * r2));
    int64_t rest = Input(3).numel() > 0 ? length[0] : 0;
    for (int64_t i = 0; i < n; ++i, digits += kCores) {
      for (size_t k = 0; k < kCores; ++k) {
        NETDEF_ENFORCE(digits[k] >= 0 && digits[k] < t.i[k], "expected indices below ", t.i[k],
                       " in column ", k, ", got ", digits[k]);
      }
      for (; rest == 0; dy += size) rest = *++length;
      --rest;
      math::Gemm(Trans::kYes, Trans::kNo, r2, j2, j01, 1, second + i * j01 * r2, dy, 1, grads[2] + digits[2] * t.slice(2));
      math::Gemm(Trans::kNo, Trans::kYes, j01, r2, j2, 1, dy, core2 + digits[2] * t.slice(2), 0, dsecond.data());
      math::Gemm(Trans::kYes, Trans::kNo, r1, columns, j0, 1, first + i * j0 * r1, dsecond.data(), 1,
                 grads[1] + digits[1] * t.slice(1));
      math::Gemm(Trans::kNo, Trans::kYes, j0, r1, columns, 1, dsecond.data(), core1 + digits[1] * t.slice(1), 1,
                 grads[0] + digits[0] * t.slice(0));
    }
  }
};

OPERATOR_SCHEMA(TTSparseLengthsSum)
    .NumInputs(5)
    .NumOutputs(4)
    .Args<TTEmbeddingArgs>()
    .Shape<TTEmbeddingArgs>(ForwardShape)
    .SetDoc("Sums rows of an embedding table that is stored as a tensor train of three cores.\n\n"
            "Source: [Khrulkov et al., 2019](https://arxiv.org/abs/1901.10787).")
    .Input(0, "core0", "[factor_i[0], 1, factor_j[0], r_1].")
    .Input(1, "core1", "[factor_i[1], r_1, factor_j[1], r_2].")
    .Input(2, "core2", "[factor_i[2], r_2, factor_j[2], 1].")
    .Input(3, "index", "int64, rows of the table.")
    .Input(4, "lengths", "int32, how many rows each sum takes.")
    .Output(0, "OUTPUT", "[sums, emb_size].")
    .Output(1, "core0_output", "For the gradient: the slice of core0 of each index.")
    .Output(2, "core1_output", "For the gradient: its product with the slice of core1.")
    .Output(3, "indices", "int64, [indices, 3]: the position of each index in each core.");

OPERATOR_SCHEMA(TTSparseLengthsSumGradient)
    .NumInputs(8)
    .NumOutputs(3)
    .Args<TTEmbeddingArgs>()
    .Shape<TTEmbeddingArgs>(BackwardShape)
    .SetDoc("Gradient of TTSparseLengthsSum.")
    .Input(0, "core0", "First core.")
    .Input(1, "core1", "Second core.")
    .Input(2, "core2", "Third core.")
    .Input(3, "lengths", "int32, how many rows each sum takes.")
    .Input(4, "core0_output", "Second output of the forward operator.")
    .Input(5, "core1_output", "Its third output.")
    .Input(6, "indices", "Its fourth output.")
    .Input(7, "dY", "Gradient of OUTPUT.")
    .Output(0, "dCore0", "Gradient of core0.")
    .Output(1, "dCore1", "Gradient of core1.")
    .Output(2, "dCore2", "Gradient of core2.");

REGISTER_CPU_OPERATOR(TTSparseLengthsSum, TTSparseLengthsSumOp);
REGISTER_CPU_OPERATOR(TTSparseLengthsSumGradient, TTSparseLengthsSumGradientOp);
SIMPLE_GRADIENT(TTSparseLengthsSum, "TTSparseLengthsSumGradient", {I(0), I(1), I(2), I(4), O(1), O(2), O(3), GO(0)},
                {GI(0), GI(1), GI(2)});

}  // namespace
}  // namespace netdef
