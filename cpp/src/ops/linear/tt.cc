// TT: a fully connected layer whose weight matrix is a tensor train: with inputs i = (i_1 ... i_d) and outputs
// o = (o_1 ... o_d), W[i, o] = product over k of core_k[i_k, o_k], each core being a matrix of ranks r_k x r_{k+1}.
// https://arxiv.org/abs/1509.06569
#include "netdef/dims.h"
#include "netdef/math.h"
#include "netdef/operator.h"

namespace netdef {
namespace {

struct TTArgs {
  std::vector<int> inp_sizes, out_sizes, tt_ranks;

  template <typename V>
  void Fields(V& v) {
    v("inp_sizes", inp_sizes, "Sizes of the inputs of each core; their product is the size of a row of X.");
    v("out_sizes", out_sizes, "Sizes of the outputs of each core; their product is the size of a row of Y.");
    v("tt_ranks", tt_ranks, "Ranks between cores: one more than there are cores, the first and the last 1.");
    if constexpr (V::kReads) Check();
  }
  size_t cores() const { return inp_sizes.size(); }
  int64_t rows(size_t k) const { return int64_t{inp_sizes[k]} * tt_ranks[k + 1]; }
  int64_t columns(size_t k) const { return int64_t{tt_ranks[k]} * out_sizes[k]; }
  int64_t inputs() const { return NumElements(Dims(inp_sizes.begin(), inp_sizes.end())); }
  int64_t outputs() const { return NumElements(Dims(out_sizes.begin(), out_sizes.end())); }

 private:
  void Check() const {
    NETDEF_ENFORCE(!inp_sizes.empty() && out_sizes.size() == inp_sizes.size() && tt_ranks.size() == inp_sizes.size() + 1,
                   "inp_sizes, out_sizes and tt_ranks must have d, d and d + 1 entries, got ", inp_sizes.size(), ", ",
                   out_sizes.size(), " and ", tt_ranks.size());
    for (const auto* list : {&inp_sizes, &out_sizes, &tt_ranks}) {
      for (int n : *list) NETDEF_ENFORCE_GE(n, 1, "inp_sizes, out_sizes and tt_ranks must be positive");
    }
    NETDEF_ENFORCE(tt_ranks.front() == 1 && tt_ranks.back() == 1, "the first and the last of tt_ranks must be 1");
  }
};

std::vector<TensorSpec> TTShape(const TTArgs& args, const ShapeInputs& in) {
  NETDEF_ENFORCE(!in[0].dims.empty() && SizeFromDim(in[0].dims, 1) == args.inputs(), "a row of X must have ", args.inputs(),
                 " elements, the product of inp_sizes; got shape [", DimsString(in[0].dims), "]");
  NETDEF_ENFORCE_EQ(NumElements(in[1].dims), args.outputs(), "the bias must have an element for each output");
  int64_t weights = 0;
  for (size_t k = 0; k < args.cores(); ++k) weights += NumElements({args.rows(k), args.columns(k)});
  NETDEF_ENFORCE_EQ(NumElements(in[2].dims), weights, "the cores must have as many elements as their sizes and ranks say");
  return {TensorSpec({in[0].dims[0], args.outputs()}, DType::kFloat)};
}

class TTOp final : public KernelOperator<TTArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t batch = Input(0).dim(0), outputs = args_.outputs();
    const float* core = Input(2).data<float>();
    std::vector<float> state(Input(0).data<float>(), Input(0).data<float>() + Input(0).numel()), product;
    // The last axes of the state are (i_k, r_{k+1}); a core, [i_k, r_{k+1}, r_k, o_k], makes them (r_k, o_k), and o_k
    // then goes to the front.
    for (size_t k = args_.cores(); k-- > 0;) {
      const int64_t depth = args_.rows(k), columns = args_.columns(k), out = args_.out_sizes[k];
      const int64_t rows = static_cast<int64_t>(state.size()) / depth;
      product.resize(static_cast<size_t>(NumElements({rows, columns})));
      math::Gemm(math::Trans::kNo, math::Trans::kNo, rows, columns, depth, 1, state.data(), core, 0, product.data());
      state.resize(product.size());
      Transposed(product.data(), rows * columns / out, out, state.data());
      core += depth * columns;
    }
    // What is there now is [outputs, batch]. Caffe2 reads it as [batch, outputs] before it transposes, so that rows of
    // a batch are mixed unless it has one row or as many as there are outputs; trained models rely on it.
    float* y = Output(0)->mutable_data<float>();
    Transposed(state.data(), batch, outputs, y);
    const float* bias = Input(1).data<float>();
    for (int64_t i = 0; i < batch; ++i) {
      for (int64_t j = 0; j < outputs; ++j) y[i * outputs + j] += bias[j];
    }
  }

 private:
  static void Transposed(const float* in, int64_t rows, int64_t columns, float* out) {
    const int64_t dims[] = {rows, columns};
    const int axes[] = {1, 0};
    math::Transpose(2, dims, axes, in, out, sizeof(float));
  }
};

OPERATOR_SCHEMA(TT)
    .NumInputs(3)
    .NumOutputs(1)
    .Args<TTArgs>()
    .Shape<TTArgs>(TTShape)
    .SetDoc("Fully connected layer with weights in tensor-train form.\n\n"
            "As in Caffe2, the elements of a batch of B rows come in the order of the [outputs, B] result read as "
            "[B, outputs] and transposed.\n\nSource: [Novikov et al., 2015](https://arxiv.org/abs/1509.06569).")
    .Input(0, "X", "[B, product of inp_sizes].")
    .Input(1, "b", "Bias, one for each output.")
    .Input(2, "cores", "The cores one after the other, the last one first, each [inp, rank behind, rank before, out].")
    .Output(0, "Y", "[B, product of out_sizes].");

REGISTER_CPU_OPERATOR(TT, TTOp);
GRADIENT_NOT_IMPLEMENTED_YET(TT);

}  // namespace
}  // namespace netdef
