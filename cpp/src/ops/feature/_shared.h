// Feature tensors: for each example of a batch, features with a key each, and for each feature its values.
//
// A single-feature tensor says by `presence` which examples have its one feature. A multi-feature tensor says by
// `lengths` how many features each example has, and lists their keys. A feature is one value, a list of values or
// a map; of the latter two `lengths` (or `values.lengths`) says how many values there are.
#pragma once

#include <string>
#include <vector>

#include "core/fill_zero.h"
#include "netdef/operator.h"
#include "netdef/rows.h"

namespace netdef {

enum class FeatureKind { kScalar, kList, kMap };
enum class FeatureForm { kSingle, kMulti };

// Which of an input's tensors is what; -1 for none. Gradient operators take only what says where values are.
struct FeatureTensors {
  int count, lengths, keys, presence, value_lengths, map_keys, values;
};

constexpr FeatureTensors TensorsOf(FeatureForm form, FeatureKind kind, bool gradient) {
  const bool scalar = kind == FeatureKind::kScalar, map = kind == FeatureKind::kMap;
  if (form == FeatureForm::kSingle) {
    if (gradient) return scalar ? FeatureTensors{1, -1, -1, 0, -1, -1, -1} : FeatureTensors{2, -1, -1, 1, 0, -1, -1};
    return scalar ? FeatureTensors{2, -1, -1, 1, -1, -1, 0}
           : map  ? FeatureTensors{4, -1, -1, 3, 0, 1, 2}
                  : FeatureTensors{3, -1, -1, 2, 0, -1, 1};
  }
  if (gradient) return scalar ? FeatureTensors{1, 0, -1, -1, -1, -1, -1} : FeatureTensors{2, 0, -1, -1, 1, -1, -1};
  return scalar ? FeatureTensors{3, 0, 1, -1, -1, -1, 2}
         : map  ? FeatureTensors{5, 0, 1, -1, 2, 3, 4}
                : FeatureTensors{4, 0, 1, -1, 2, -1, 3};
}

// One feature of one example: which input it is in, and where.
struct Feature {
  int input;
  int64_t at;             // among the features of its input
  int64_t begin, values;  // among the values of its input
};

// The features of all inputs in the order in which they are merged: example by example, input by input.
class MergedFeatures {
 public:
  // tensor(input, t): tensor t of an input. There are at most `most` features, whatever the lengths say.
  template <typename TensorOf>
  void Read(const FeatureTensors& t, int inputs, int64_t most, TensorOf&& tensor) {
    features_.clear();
    std::vector<int64_t> at(static_cast<size_t>(inputs), 0), begin(static_cast<size_t>(inputs), 0);
    const int rows = t.presence >= 0 ? t.presence : t.lengths;
    examples_ = tensor(0, rows).numel();
    for (int i = 0; i < inputs; ++i) {
      NETDEF_ENFORCE_EQ(tensor(i, rows).numel(), examples_, "all inputs must have the same number of examples");
    }
    lengths_.assign(static_cast<size_t>(examples_), 0);
    for (int64_t example = 0; example < examples_; ++example) {
      for (int i = 0; i < inputs; ++i) {
        const bool multi = t.lengths >= 0;
        const int64_t entries = multi ? tensor(i, t.lengths).template data<int32_t>()[example] : 1;
        NETDEF_ENFORCE_GE(entries, 0, "a length is negative");
        for (int64_t e = 0; e < entries; ++e) {
          int64_t& place = at[static_cast<size_t>(i)];
          int64_t values = 1;
          if (t.value_lengths >= 0) {
            const Tensor& lengths = tensor(i, t.value_lengths);
            NETDEF_ENFORCE_LT(place, lengths.numel(), "the lengths name more features than there are");
            values = lengths.template data<int32_t>()[place];
            NETDEF_ENFORCE_GE(values, 0, "a length of values is negative");
          }
          const bool present = multi || tensor(i, t.presence).template data<bool>()[example];
          // A scalar has its place even where it is missing, a missing list or map has none.
          const int64_t taken = !present && t.value_lengths >= 0 ? 0 : values;
          if (present) {
            NETDEF_ENFORCE_LT(static_cast<int64_t>(features_.size()), most, "the lengths name more features than there are");
            features_.push_back({i, place, begin[static_cast<size_t>(i)], values});
            ++lengths_[static_cast<size_t>(example)];
          }
          begin[static_cast<size_t>(i)] += taken;
          ++place;
        }
      }
    }
    entries_ = std::move(at);
    values_ = std::move(begin);
  }

  const std::vector<Feature>& features() const { return features_; }
  const std::vector<int32_t>& lengths() const { return lengths_; }  // features of each example
  int64_t examples() const { return examples_; }
  // What an input must hold.
  int64_t entries(int input) const { return entries_[static_cast<size_t>(input)]; }
  int64_t values(int input) const { return values_[static_cast<size_t>(input)]; }

 private:
  int64_t examples_ = 0;
  std::vector<Feature> features_;
  std::vector<int32_t> lengths_;
  std::vector<int64_t> entries_, values_;
};

struct FeatureIdsArgs {
  std::vector<int64_t> feature_ids;

  template <typename V>
  void Fields(V& v) {
    v("feature_ids", feature_ids, "The key of the feature of each input.");
  }
};

template <FeatureForm kForm>
using FeatureArgs = std::conditional_t<kForm == FeatureForm::kSingle, FeatureIdsArgs, NoArgs>;

template <FeatureForm kForm, FeatureKind kKind>
class MergeFeaturesOp final : public KernelOperator<FeatureArgs<kForm>> {
  static constexpr FeatureTensors kTensors = TensorsOf(kForm, kKind, false);

 public:
  using KernelOperator<FeatureArgs<kForm>>::KernelOperator;

 protected:
  void Compute() override {
    const int inputs = this->InputSize() / kTensors.count;
    if constexpr (kForm == FeatureForm::kSingle) {
      NETDEF_ENFORCE_GE(this->args_.feature_ids.size(), static_cast<size_t>(inputs), "[", this->type(), "] expected a feature id for each input");
    }
    int64_t most = 0;
    for (int i = 0; i < inputs; ++i) most += In(i, kForm == FeatureForm::kMulti ? kTensors.keys : kTensors.presence).numel();
    merged_.Read(kTensors, inputs, most, [this](int input, int t) -> const Tensor& { return In(input, t); });
    const auto count = static_cast<int64_t>(merged_.features().size());
    Tensor* lengths = Out({merged_.examples()}, DType::kInt32, 0);
    std::copy(merged_.lengths().begin(), merged_.lengths().end(), lengths->template mutable_data<int32_t>());
    auto* key = Out({count}, DType::kInt64, 1)->template mutable_data<int64_t>();
    for (const Feature& f : merged_.features()) *key++ = KeyOf(f);
    int output = 2;
    if constexpr (kKind != FeatureKind::kScalar) {
      auto* values = Out({count}, DType::kInt32, output++)->template mutable_data<int32_t>();
      for (const Feature& f : merged_.features()) *values++ = static_cast<int32_t>(f.values);
    }
    if constexpr (kKind == FeatureKind::kMap) MergeValues(kTensors.map_keys, inputs, output++);
    MergeValues(kTensors.values, inputs, output);
  }

 private:
  const Tensor& In(int input, int t) { return this->Input(input * kTensors.count + t); }
  Tensor* Out(const Dims& dims, DType dtype, int output) {
    Tensor* out = this->Output(output);
    out->Resize(dims, dtype);
    return out;
  }
  int64_t KeyOf(const Feature& f) {
    if constexpr (kForm == FeatureForm::kSingle) {
      return this->args_.feature_ids[static_cast<size_t>(f.input)];
    } else {
      const Tensor& keys = In(f.input, kTensors.keys);
      NETDEF_ENFORCE_LT(f.at, keys.numel(), "[", this->type(), "] the lengths name more features than there are keys");
      return keys.template data<int64_t>()[f.at];
    }
  }
  void MergeValues(int t, int inputs, int output) {
    const DType dtype = In(0, t).dtype();
    int64_t total = 0;
    for (const Feature& f : merged_.features()) total += f.values;
    Tensor* out = Out({total}, dtype, output);
    std::vector<RowCopier> copy;
    for (int i = 0; i < inputs; ++i) {
      NETDEF_ENFORCE(In(i, t).dtype() == dtype, "[", this->type(), "] the values of all inputs must have one type");
      NETDEF_ENFORCE_GE(In(i, t).numel(), merged_.values(i), "[", this->type(), "] the lengths name more values than there are");
      copy.emplace_back(In(i, t), out, 1);
    }
    int64_t to = 0;
    for (const Feature& f : merged_.features()) {
      copy[static_cast<size_t>(f.input)](f.begin, to, f.values);
      to += f.values;
    }
  }

  MergedFeatures merged_;
};

template <FeatureForm kForm, FeatureKind kKind>
class MergeFeaturesGradientOp final : public KernelOperator<FeatureArgs<kForm>> {
  static constexpr FeatureTensors kTensors = TensorsOf(kForm, kKind, true);

 public:
  using KernelOperator<FeatureArgs<kForm>>::KernelOperator;

 protected:
  void Compute() override {
    const int inputs = (this->InputSize() - 1) / kTensors.count;
    NETDEF_ENFORCE_EQ(this->OutputSize(), inputs, "[", this->type(), "] expected one output for each input");
    const Tensor& grad = this->Input(this->InputSize() - 1);
    int64_t most = kKind == FeatureKind::kScalar ? grad.numel() : 0;
    if constexpr (kKind != FeatureKind::kScalar) {
      for (int i = 0; i < inputs; ++i) most += this->Input(i * kTensors.count + kTensors.value_lengths).numel();
    }
    merged_.Read(kTensors, inputs, most, [this](int input, int t) -> const Tensor& { return this->Input(input * kTensors.count + t); });
    std::vector<RowCopier> copy;
    for (int i = 0; i < inputs; ++i) {
      Tensor* out = this->Output(i);
      out->Resize({merged_.values(i)}, grad.dtype());
      copy.emplace_back(grad, out, 1);
      FillZero(out);
    }
    int64_t from = 0;
    for (const Feature& f : merged_.features()) {
      NETDEF_ENFORCE_LE(f.values, grad.numel() - from, "[", this->type(), "] the lengths name more values than the gradient has");
      copy[static_cast<size_t>(f.input)](from, f.begin, f.values);
      from += f.values;
    }
  }

 private:
  MergedFeatures merged_;
};

constexpr char kFeatureShapes[] = "how many features there are is what presence and lengths say";

template <FeatureForm kForm, FeatureKind kKind>
void MergesFeatures(OpSchema& schema) {
  static constexpr FeatureTensors t = TensorsOf(kForm, kKind, false);
  constexpr bool single = kForm == FeatureForm::kSingle;
  const std::string kind = kKind == FeatureKind::kScalar ? "one value each" : kKind == FeatureKind::kList ? "lists" : "maps";
  schema.NumInputs([](int n) { return n >= t.count && n % t.count == 0; })
      .NumOutputs(kKind == FeatureKind::kScalar ? 3 : kKind == FeatureKind::kList ? 4 : 5)
      .template Args<FeatureArgs<kForm>>()
      .ShapeDependsOnData(kFeatureShapes)
      .SetDoc("Merges features that are " + kind + " into one multi-feature tensor.\n\n" +
              (single ? "Each input is one feature, with a flag for each example that says whether it has it. "
                      : "Each input is a multi-feature tensor itself. ") +
              "The features of an example follow each other in the order of the inputs.");
  if (t.lengths >= 0) schema.Input(t.lengths, "in1_lengths", "How many features each example has, int32. These tensors are there once for each input.");
  if (t.keys >= 0) schema.Input(t.keys, "in1_keys", "Keys of the features, int64.");
  if (t.value_lengths >= 0) schema.Input(t.value_lengths, single ? "in1_lengths" : "in1_values_lengths", "How many values each feature has, int32.");
  if (t.map_keys >= 0) schema.Input(t.map_keys, single ? "in1_keys" : "in1_values_keys", "Keys of the maps.");
  schema.Input(t.values, "in1_values", "The values.");
  if (t.presence >= 0) schema.Input(t.presence, "in1_presence", "Which examples have the feature, bool. These tensors are there once for each input.");
  int output = 0;
  schema.Output(output++, "out_lengths", "How many features each example has, int32.");
  schema.Output(output++, "out_keys", "Keys of the features, int64.");
  if (kKind != FeatureKind::kScalar) schema.Output(output++, "out_values_lengths", "How many values each feature has, int32.");
  if (kKind == FeatureKind::kMap) schema.Output(output++, "out_values_keys", "Keys of the maps.");
  schema.Output(output, kKind == FeatureKind::kScalar ? "out_values" : "out_values_values", "The values.");
}

template <FeatureForm kForm, FeatureKind kKind>
void MergesFeaturesGradient(OpSchema& schema, const std::string& of) {
  static constexpr FeatureTensors t = TensorsOf(kForm, kKind, true);
  schema.NumInputs([](int n) { return n > t.count && (n - 1) % t.count == 0; })
      .NumOutputs(1, OpSchema::kMany)
      .template Args<FeatureArgs<kForm>>()
      .ShapeDependsOnData(kFeatureShapes)
      .SetDoc("Gradient of " + of + ".");
  if (t.lengths >= 0) schema.Input(t.lengths, "in1_lengths", "How many features each example has; once for each input.");
  if (t.value_lengths >= 0) schema.Input(t.value_lengths, "in1_values_lengths", "How many values each feature has; once for each input.");
  if (t.presence >= 0) schema.Input(t.presence, "in1_presence", "Which examples have the feature; once for each input.");
  schema.Input(t.count, "out_values_grad", "Last input: gradient of the merged values.")
      .Output(0, "in1_grad", "Gradient of the values of each input.");
}

// The gradient operator takes, of each input, the tensors that say where its values are.
template <FeatureForm kForm, FeatureKind kKind>
GradientPlan MergedFeaturesGradientPlan(const GradientMakerBase& maker, const std::string& type) {
  using namespace grad;
  static constexpr FeatureTensors t = TensorsOf(kForm, kKind, false);
  GradientPlan plan{type, {}, {}};
  for (int i = 0; i < maker.InputSize(); i += t.count) {
    if (t.lengths >= 0) plan.inputs.push_back(I(i + t.lengths));
    if (t.value_lengths >= 0) plan.inputs.push_back(I(i + t.value_lengths));
    if (t.presence >= 0) plan.inputs.push_back(I(i + t.presence));
    plan.outputs.push_back(GI(i + t.values));
  }
  plan.inputs.push_back(GO(maker.OutputSize() - 1));
  return plan;
}

#define MERGE_FEATURES(name, form, kind)                                                                         \
  OPERATOR_SCHEMA(name).FillUsing(MergesFeatures<form, kind>);                                                   \
  OPERATOR_SCHEMA(name##Gradient).FillUsing([](OpSchema& schema) { MergesFeaturesGradient<form, kind>(schema, #name); }); \
  using name##Op = MergeFeaturesOp<form, kind>;                                                                  \
  using name##GradientOp = MergeFeaturesGradientOp<form, kind>;                                                  \
  REGISTER_CPU_OPERATOR(name, name##Op);                                                                         \
  REGISTER_CPU_OPERATOR(name##Gradient, name##GradientOp);                                                       \
  SIMPLE_GRADIENT(name, [](const GradientMakerBase& maker) {                                                     \
    return MergedFeaturesGradientPlan<form, kind>(maker, #name "Gradient");                                      \
  })

}  // namespace netdef
