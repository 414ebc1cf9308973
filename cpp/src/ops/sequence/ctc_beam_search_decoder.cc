// CTCBeamSearchDecoder: the most probable label sequences of connectionist temporal classification, by prefix beam search.
// https://arxiv.org/abs/1408.2873
//
// For each prefix the probabilities of having ended in a blank and in its last label are kept apart, so that all
// alignments of one sequence are added up. INPUTS are probabilities; they need not add up to 1.
#include <map>

#include "ops/sequence/_ctc.h"

namespace netdef {
namespace {

struct BeamArgs {
  int beam_width = 10, num_candidates = 1;
  float prune_threshold = 0.001f;

  template <typename V>
  void Fields(V& v) {
    v("beam_width", beam_width, "Prefixes kept after each step.");
    v("num_candidates", num_candidates, "Sequences given for each input, best first.");
    v("prune_threshold", prune_threshold, "Labels up to this probability are not tried, unless none is above it.");
    if constexpr (V::kReads) {
      NETDEF_ENFORCE_GE(beam_width, 1, "beam_width must be positive");
      NETDEF_ENFORCE_GE(num_candidates, 1, "num_candidates must be positive");
    }
  }
};

using Prefix = std::vector<int32_t>;
struct Probability {
  float blank = 0, label = 0;  // of ending in a blank, and in the last label
  float total() const { return blank + label; }
};
using Beam = std::map<Prefix, Probability>;

// The `width` best prefixes, best first; of equals, the one earlier in the order of prefixes.
std::vector<Beam::const_iterator> Best(const Beam& beam, int width) {
  std::vector<Beam::const_iterator> order;
  for (auto it = beam.begin(); it != beam.end(); ++it) order.push_back(it);
  std::stable_sort(order.begin(), order.end(), [](auto a, auto b) { return a->second.total() > b->second.total(); });
  if (order.size() > static_cast<size_t>(width)) order.resize(static_cast<size_t>(width));
  return order;
}

class CTCBeamSearchDecoderOp final : public KernelOperator<BeamArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Tensor& x = Input(0);
    const ctc::Scores scores{x.dim(0), x.dim(1), x.dim(2), x.data<float>(), InputSize() > 1 ? Input(1).data<int32_t>() : nullptr};
    const auto candidates = static_cast<size_t>(args_.num_candidates);
    std::vector<Prefix> paths;
    std::vector<float> probabilities;
    for (int64_t n = 0; n < scores.batch; ++n) {
      const Beam beam = Search(scores, n);
      const auto best = Best(beam, args_.num_candidates);
      for (size_t i = 0; i < candidates; ++i) {
        paths.push_back(i < best.size() ? best[i]->first : Prefix());
        probabilities.push_back(i < best.size() ? best[i]->second.total() : 0.0f);
      }
    }
    ctc::Write(paths, Output(0), Output(1));
    if (OutputSize() > 2) std::copy(probabilities.begin(), probabilities.end(), Output(2)->mutable_data<float>());
  }

 private:
  // The prefixes of all steps, those that fell out of the beam in the last one too.
  Beam Search(const ctc::Scores& scores, int64_t n) const {
    Beam beam;
    beam[{}].blank = 1;
    const int64_t steps = scores.length(n);
    if (steps == 0) beam[{}].blank = 0;
    Beam all = beam;  // of the step before, with the prefixes that fell out of the beam
    for (int64_t t = 0; t < steps; ++t) {
      const float* row = scores.at(t, n);
      const bool prune = std::any_of(row, row + scores.labels, [&](float p) { return p > args_.prune_threshold; });
      Beam next;
      for (const auto& [prefix, p] : beam) {
        for (int64_t label = 0; label < scores.labels; ++label) {
          if (prune && !(row[label] > args_.prune_threshold)) continue;
          const Prefix longer = Extend(prefix, p, row, static_cast<int32_t>(label), &next);
          // A prefix that is found again after it fell out of the beam brings what it had then.
          const auto dropped = beam.count(longer) == 0 ? all.find(longer) : all.end();
          if (dropped == all.end()) continue;
          next[longer].blank += row[ctc::kBlank] * dropped->second.total();
          next[longer].label += row[label] * dropped->second.label;
        }
      }
      beam.clear();
      for (const auto& kept : Best(next, args_.beam_width)) beam.insert(*kept);
      all = std::move(next);
    }
    return all;
  }

  // Adds the alignments that go on with `label`; gives the prefix that they lead to.
  static Prefix Extend(const Prefix& prefix, const Probability& p, const float* row, int32_t label, Beam* next) {
    if (label == ctc::kBlank) {
      (*next)[prefix].blank += row[ctc::kBlank] * p.total();
      return prefix;
    }
    Prefix longer = prefix;
    longer.push_back(label);
    if (!prefix.empty() && prefix.back() == label) {
      (*next)[longer].label += row[label] * p.blank;
      (*next)[prefix].label += row[label] * p.label;
    } else {
      (*next)[longer].label += row[label] * p.total();
    }
    return longer;
  }
};

std::vector<TensorSpec> BeamShape(const BeamArgs& args, const ShapeInputs& in) {
  ctc::CheckInputs(in);
  const Dims candidates{NumElements({in[0].dims[1], args.num_candidates})};
  return {TensorSpec(candidates, DType::kInt32), TensorSpec::Unknown(DType::kInt32), TensorSpec(candidates, DType::kFloat)};
}

OPERATOR_SCHEMA(CTCBeamSearchDecoder)
    .NumInputs(1, 2)
    .NumOutputs(2, 3)
    .Args<BeamArgs>()
    .Shape<BeamArgs>(BeamShape)
    .SetDoc("Decodes the output of connectionist temporal classification by prefix beam search.\n\n"
            "Source: [Hannun et al., 2014](https://arxiv.org/abs/1408.2873).")
    .Input(0, "INPUTS", "Probabilities, [steps, batch, labels]; label 0 is the blank.")
    .Input(1, "SEQ_LEN", "int32, steps of each sequence; by default all.")
    .Output(0, "OUTPUT_LEN", "int32, number of labels of each candidate, num_candidates for each sequence.")
    .Output(1, "VALUES", "int32, the labels of all candidates one after the other.")
    .Output(2, "OUTPUT_PROB", "Probability of each candidate; 0 where there are fewer.");

REGISTER_CPU_OPERATOR(CTCBeamSearchDecoder, CTCBeamSearchDecoderOp);
SHOULD_NOT_DO_GRADIENT(CTCBeamSearchDecoder);

}  // namespace
}  // namespace netdef
