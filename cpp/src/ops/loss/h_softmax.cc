// HSoftmax: the negative log probability of a label that is reached through a tree of small softmaxes, and
// HSoftmaxSearch, the best labels of such a tree.
// https://arxiv.org/abs/1301.3781 (hierarchical softmax)
//
// Each inner node owns some rows of W and b, one for each branch: p = softmax(W[rows] x + b[rows]).
#include <limits>

#include "caffe2/proto/caffe2.pb.h"
#include "caffe2/proto/hsm.pb.h"
#include "netdef/serialize.h"
#include "ops/loss/_shared.h"

namespace netdef {
namespace {

// Rows of W that a node owns.
struct NodeRows {
  int64_t index, length;
};

void CheckRows(const NodeRows& rows, int64_t outputs) {
  NETDEF_ENFORCE(rows.index >= 0 && rows.length > 0 && rows.index <= outputs - rows.length, "a node of the hierarchy owns rows ",
                 rows.index, " to ", rows.index + rows.length, " of W, which has ", outputs);
}

// The layer that all nodes share.
struct Layer {
  int64_t inputs, outputs;
  const float *w, *b;

  // fc = W x + b of the node's rows, p = softmax(fc).
  void Run(const float* x, const NodeRows& rows, float* fc, float* p) const {
    for (int64_t r = 0; r < rows.length; ++r) {
      const float* row = w + (rows.index + r) * inputs;
      float sum = b[rows.index + r];
      for (int64_t k = 0; k < inputs; ++k) sum += row[k] * x[k];
      fc[r] = sum;
    }
    SoftmaxRow(fc, rows.length, p);
  }
};

void CheckLayer(const ShapeInputs& in) {
  const Dims &w = in[1].dims, &b = in[2].dims;
  NETDEF_ENFORCE(!in[0].dims.empty() && w.size() == 2 && b == Dims{w[0]} && BatchOf(in[0].dims).classes == w[1],
                 "expected X [N, K], W [outputs, K] and b [outputs], got [", DimsString(in[0].dims), "], [", DimsString(w),
                 "] and [", DimsString(b), "]");
}

// The branches from the root to each label.
class Hierarchy {
 public:
  struct Step {
    NodeRows rows;
    int64_t target;  // the branch taken
  };

  Hierarchy() = default;
  explicit Hierarchy(const std::string& bytes) {
    const auto proto = ParseMessage<caffe2::HierarchyProto>(bytes);
    for (const auto& path : proto.paths()) {
      std::vector<Step>& steps = paths_[path.word_id()];
      steps.clear();
      for (const auto& node : path.path_nodes()) {
        NETDEF_ENFORCE(node.target() >= 0 && node.target() < node.length(), "the path of label ", path.word_id(),
                       " takes branch ", node.target(), " of ", node.length());
        steps.push_back({{node.index(), node.length()}, node.target()});
      }
    }
  }
  const std::vector<Step>& PathOf(int32_t label) const {
    const auto found = paths_.find(label);
    NETDEF_ENFORCE(found != paths_.end(), "incorrect label. The hierarchy has no path to label ", label);
    return found->second;
  }
  // Numbers kept for the gradient: two for each branch on the paths of all labels.
  int64_t IntermediateSize(const int32_t* labels, int64_t n) const {
    int64_t size = 0;
    for (int64_t i = 0; i < n; ++i) {
      for (const Step& step : PathOf(labels[i])) size += 2 * step.rows.length;
    }
    return size;
  }

 private:
  std::map<int32_t, std::vector<Step>> paths_;
};

struct HSoftmaxArgs {
  std::string hierarchy;

  template <typename V>
  void Fields(V& v) {
    v("hierarchy", hierarchy, "Serialized HierarchyProto: the path to each label.");
  }
};

std::vector<TensorSpec> HSoftmaxShape(const HSoftmaxArgs& args, const ShapeInputs& in) {
  CheckLayer(in);
  const int64_t n = BatchOf(in[0].dims).examples;
  NETDEF_ENFORCE_EQ(NumElements(in[3].dims), n, "there must be one label for each example");
  TensorSpec intermediate = TensorSpec::Unknown(DType::kFloat);
  if (const Tensor* labels = in.value(3)) {
    intermediate = TensorSpec({Hierarchy(args.hierarchy).IntermediateSize(labels->data<int32_t>(), n)}, DType::kFloat);
  }
  return {TensorSpec({n}, DType::kFloat), intermediate};
}

// A kernel with the tree of its argument, read once.
class HierarchyOperator : public KernelOperator<HSoftmaxArgs> {
 public:
  HierarchyOperator(const OperatorDef& def, Workspace* ws) : KernelOperator(def, ws), hierarchy_(args_.hierarchy) {}

 protected:
  Layer layer() const { return {Input(1).dim(1), Input(1).dim(0), Input(1).data<float>(), Input(2).data<float>()}; }

  const Hierarchy hierarchy_;
};

class HSoftmaxOp final : public HierarchyOperator {
 public:
  using HierarchyOperator::HierarchyOperator;

 protected:
  void Compute() override {
    const Layer l = layer();
    const float* x = Input(0).data<float>();
    const int32_t* labels = Input(3).data<int32_t>();
    float* y = Output(0)->mutable_data<float>();
    float* kept = Output(1)->mutable_data<float>();
    for (int64_t i = 0; i < Output(0)->numel(); ++i, x += l.inputs) {
      y[i] = 0;
      for (const auto& step : hierarchy_.PathOf(labels[i])) {
        CheckRows(step.rows, l.outputs);
        float* p = kept + step.rows.length;
        l.Run(x, step.rows, kept, p);
        y[i] -= LogOf(p[step.target]);
        kept = p + step.rows.length;
      }
    }
  }
};

std::vector<TensorSpec> HSoftmaxGradientShape(const HSoftmaxArgs&, const ShapeInputs& in) {
  CheckLayer(in);
  const int64_t n = BatchOf(in[0].dims).examples;
  NETDEF_ENFORCE(NumElements(in[3].dims) == n && NumElements(in[5].dims) == n,
                 "there must be one label and one gradient for each example");
  return {TensorSpec(in[0].dims, DType::kFloat), TensorSpec(in[1].dims, DType::kFloat), TensorSpec(in[2].dims, DType::kFloat),
          TensorSpec(in[4].dims, DType::kFloat)};
}

class HSoftmaxGradientOp final : public HierarchyOperator {
 public:
  using HierarchyOperator::HierarchyOperator;

 protected:
  void Compute() override {
    const Layer l = layer();
    const int64_t n = Input(5).numel();
    const float* x = Input(0).data<float>();
    const int32_t* labels = Input(3).data<int32_t>();
    NETDEF_ENFORCE_EQ(Input(4).numel(), hierarchy_.IntermediateSize(labels, n),
                      "intermediate_output must be the one of the forward run");
    const float* kept = Input(4).data<float>();
    const float* dy = Input(5).data<float>();
    float* dx = Zeroed(0);
    float* dw = Zeroed(1);
    float* db = Zeroed(2);
    float* dkept = Zeroed(3);
    for (int64_t i = 0; i < n; ++i, x += l.inputs, dx += l.inputs) {
      for (const auto& [rows, target] : hierarchy_.PathOf(labels[i])) {
        CheckRows(rows, l.outputs);
        const float* p = kept + rows.length;
        const float dp = dkept[rows.length + target] = -dy[i] / std::max(p[target], kSmallestProbability);
        for (int64_t r = 0; r < rows.length; ++r) {
          const float g = dkept[r] = p[r] * dp * ((r == target ? 1.0f : 0.0f) - p[target]);
          const int64_t row = rows.index + r;
          db[row] += g;
          for (int64_t k = 0; k < l.inputs; ++k) {
            dw[row * l.inputs + k] += g * x[k];
            dx[k] += g * l.w[row * l.inputs + k];
          }
        }
        kept += 2 * rows.length;
        dkept += 2 * rows.length;
      }
    }
  }

 private:
  float* Zeroed(int output) {
    float* data = Output(output)->mutable_data<float>();
    std::fill(data, data + Output(output)->numel(), 0.0f);
    return data;
  }
};

struct SearchArgs {
  std::string tree;
  float beam = 0.01f;
  int top_n = 5;

  template <typename V>
  void Fields(V& v) {
    v("tree", tree, "Serialized TreeProto.");
    v("beam", beam, "Branches with a larger negative log probability are not followed.");
    v("topN", top_n, "Results for each example.");
    if constexpr (V::kReads) NETDEF_ENFORCE_GE(top_n, 0, "topN must not be negative");
  }
};

std::vector<TensorSpec> SearchShape(const SearchArgs& args, const ShapeInputs& in) {
  CheckLayer(in);
  const Dims best{BatchOf(in[0].dims).examples, args.top_n};
  return {TensorSpec(best, DType::kString), TensorSpec(best, DType::kFloat)};
}

class HSoftmaxSearchOp final : public KernelOperator<SearchArgs> {
 public:
  HSoftmaxSearchOp(const OperatorDef& def, Workspace* ws)
      : KernelOperator(def, ws), tree_(ParseMessage<caffe2::TreeProto>(args_.tree)) {}

 protected:
  void Compute() override {
    const Layer l{Input(1).dim(1), Input(1).dim(0), Input(1).data<float>(), Input(2).data<float>()};
    const float* x = Input(0).data<float>();
    auto* names = Output(0)->mutable_data<std::string>();
    float* scores = Output(1)->mutable_data<float>();
    const auto top = static_cast<size_t>(args_.top_n);
    for (int64_t i = 0; i < Output(0)->dim(0); ++i, x += l.inputs) {
      std::vector<Found> found;
      Search(l, x, tree_.root_node(), 0, &found);
      std::stable_sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.score < b.score; });
      found.resize(top);
      for (const Found& f : found) {
        *names++ = f.name;
        *scores++ = f.score;
      }
    }
  }

 private:
  struct Found {
    std::string name;
    float score = 0;
  };

  void Search(const Layer& l, const float* x, const caffe2::NodeProto& node, float score, std::vector<Found>* found) const {
    const int64_t children = node.children_size();
    const NodeRows rows{node.offset(), children + node.word_ids_size()};
    if (rows.length == 0) return;
    CheckRows(rows, l.outputs);
    std::vector<float> fc(static_cast<size_t>(rows.length)), p(fc.size());
    l.Run(x, rows, fc.data(), p.data());
    for (int i = 0; i < static_cast<int>(rows.length); ++i) {
      const float cost = -LogOf(p[static_cast<size_t>(i)]);
      if (cost > args_.beam) continue;
      if (i < node.children_size()) {
        found->push_back({node.children(i).name(), score + cost});
        Search(l, x, node.children(i), score + cost, found);
      } else {
        found->push_back({std::to_string(node.word_ids(i - node.children_size())), score + cost});
      }
    }
  }

  caffe2::TreeProto tree_;
};

OPERATOR_SCHEMA(HSoftmax)
    .NumInputs(4)
    .NumOutputs(2)
    .Args<HSoftmaxArgs>()
    .Shape<HSoftmaxArgs>(HSoftmaxShape)
    .SetDoc("Hierarchical softmax loss: the negative log probability of each example's label.\n\n"
            "Source: [Mikolov et al., 2013](https://arxiv.org/abs/1301.3781).")
    .Input(0, "X", "Examples, [N, K].")
    .Input(1, "W", "Weights of all nodes, [outputs, K].")
    .Input(2, "b", "Biases, [outputs].")
    .Input(3, "labels", "int32, one for each example.")
    .Output(0, "Y", "Loss of each example, [N].")
    .Output(1, "intermediate_output", "For the gradient: scores and probabilities of the nodes on all paths.");

OPERATOR_SCHEMA(HSoftmaxGradient)
    .NumInputs(6)
    .NumOutputs(4)
    .Args<HSoftmaxArgs>()
    .Shape<HSoftmaxArgs>(HSoftmaxGradientShape)
    .SetDoc("Gradient of HSoftmax.")
    .Input(0, "X", "Examples.")
    .Input(1, "W", "Weights.")
    .Input(2, "b", "Biases.")
    .Input(3, "labels", "Labels.")
    .Input(4, "intermediate_output", "Second output of HSoftmax.")
    .Input(5, "dY", "Gradient of Y.")
    .Output(0, "dX", "Gradient of X.")
    .Output(1, "dW", "Gradient of W.")
    .Output(2, "db", "Gradient of b.")
    .Output(3, "dintermediate_output", "Gradients of the scores and the probabilities.");

OPERATOR_SCHEMA(HSoftmaxSearch)
    .NumInputs(3)
    .NumOutputs(2)
    .Args<SearchArgs>()
    .Shape<SearchArgs>(SearchShape)
    .SetDoc("The most probable nodes and labels of a hierarchical softmax, by beam search from the root.")
    .Input(0, "X", "Examples, [N, K].")
    .Input(1, "W", "Weights of all nodes, [outputs, K].")
    .Input(2, "b", "Biases, [outputs].")
    .Output(0, "Y_names", "Names of nodes, and labels as text, [N, topN]; empty where there are fewer.")
    .Output(1, "Y_scores", "Their negative log probabilities, rising, [N, topN].");

class HSoftmaxGradientMaker final : public GradientMakerBase {
 public:
  using GradientMakerBase::GradientMakerBase;
  std::vector<OperatorDef> GetGradientDefs() override {
    return SingleGradientDef("HSoftmaxGradient", "", {I(0), I(1), I(2), I(3), O(1), GO(0)},
                             {GI(0), GI(1), GI(2), GradientName(O(1))});
  }
};

REGISTER_CPU_OPERATOR(HSoftmax, HSoftmaxOp);
REGISTER_CPU_OPERATOR(HSoftmaxGradient, HSoftmaxGradientOp);
REGISTER_CPU_OPERATOR(HSoftmaxSearch, HSoftmaxSearchOp);
REGISTER_GRADIENT(HSoftmax, HSoftmaxGradientMaker);
SHOULD_NOT_DO_GRADIENT(HSoftmaxSearch);

}  // namespace
}  // namespace netdef
