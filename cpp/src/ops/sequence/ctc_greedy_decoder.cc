// CTCGreedyDecoder: the most probable label of each step, without blanks, and with merge_repeated without repetitions.
// https://www.cs.toronto.edu/~graves/icml_2006.pdf
#include "ops/sequence/_ctc.h"

namespace netdef {
namespace {

struct GreedyArgs {
  bool merge_repeated = true;

  template <typename V>
  void Fields(V& v) {
    v("merge_repeated", merge_repeated, "Equal labels in a row count once.");
  }
};

class CTCGreedyDecoderOp final : public KernelOperator<GreedyArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Tensor& x = Input(0);
    const ctc::Scores scores{x.dim(0), x.dim(1), x.dim(2), x.data<float>(), InputSize() > 1 ? Input(1).data<int32_t>() : nullptr};
    std::vector<std::vector<int32_t>> paths(static_cast<size_t>(scores.batch));
    for (int64_t n = 0; n < scores.batch; ++n) {
      int32_t previous = ctc::kBlank;
      for (int64_t t = 0; t < scores.length(n); ++t) {
        const float* row = scores.at(t, n);
        const auto label = static_cast<int32_t>(std::max_element(row, row + scores.labels) - row);
        const bool repeated = args_.merge_repeated && label == previous;
        if (label != ctc::kBlank && !repeated) paths[static_cast<size_t>(n)].push_back(label);
        previous = label;
      }
    }
    ctc::Write(paths, Output(0), Output(1));
  }
};

OPERATOR_SCHEMA(CTCGreedyDecoder)
    .NumInputs(1, 2)
    .NumOutputs(2)
    .Args<GreedyArgs>()
    .Shape<GreedyArgs>([](const GreedyArgs&, const ShapeInputs& in) {
      ctc::CheckInputs(in);
      return std::vector<TensorSpec>{TensorSpec({in[0].dims[1]}, DType::kInt32), TensorSpec::Unknown(DType::kInt32)};
    })
    .SetDoc("Decodes the output of connectionist temporal classification by the best label of each step.\n\n"
            "Source: [Graves et al., 2006](https://www.cs.toronto.edu/~graves/icml_2006.pdf).")
    .Input(0, "INPUTS", "Scores, [steps, batch, labels]; label 0 is the blank.")
    .Input(1, "SEQ_LEN", "int32, steps of each sequence; by default all.")
    .Output(0, "OUTPUT_LEN", "int32, number of labels of each sequence.")
    .Output(1, "VALUES", "int32, the labels of all sequences one after the other.");

REGISTER_CPU_OPERATOR(CTCGreedyDecoder, CTCGreedyDecoderOp);
SHOULD_NOT_DO_GRADIENT(CTCGreedyDecoder);

}  // namespace
}  // namespace netdef
