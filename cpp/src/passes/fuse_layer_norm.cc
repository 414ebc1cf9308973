// Normalisation as exporters write it - x less its mean, divided by the root of its variance, perhaps scaled and shifted -
// becomes LayerNorm; without the mean it becomes RMSNormalization.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "netdef/arguments.h"
#include "netdef/proto_utils.h"
#include "passes/formula.h"

namespace netdef {
namespace {

using formula::FactorsOf;
using formula::Is;

// Operator `i` is the mean over the last axes of a tensor whose rank is known: how many axes. 0 for everything else.
int MeanOverLastAxes(const Graph& graph, int i) {
  if (!Is(graph, i, "ReduceMean") || graph.op(i).input_size() != 1) return 0;
  const Arguments args(graph.op(i));
  const std::optional<int> rank = graph.Rank(graph.op(i).input(0));
  const std::vector<int> axes = args.GetList<int>("axes", {});
  if (!rank || *rank < 2 || axes.empty() || !args.Get<bool>("keepdims", true)) return 0;
  const auto count = static_cast<int>(axes.size());
  std::vector<int> last(axes.size());
  std::iota(last.begin(), last.end(), *rank - count);
  std::vector<int> given;
  for (int axis : axes) given.push_back(axis < 0 ? axis + *rank : axis);
  std::sort(given.begin(), given.end());
  return given == last ? count : 0;
}

// The positive constant that is added to `blob` by its only reader; what has the sum.
struct Sum {
  std::string blob;
  double constant;
};
std::optional<Sum> PlusConstant(const Graph& graph, const std::string& blob) {
  const int i = graph.OnlyReader(blob);
  if (!Is(graph, i, "Add") || graph.op(i).input_size() != 2) return std::nullopt;
  const std::string& other = graph.op(i).input(graph.op(i).input(0) == blob ? 1 : 0);
  const std::optional<double> value = formula::Scalar(graph, other, graph.Rank(blob));
  return value && *value > 0 ? std::optional(Sum{graph.op(i).output(0), *value}) : std::nullopt;
}

bool IsPower(const Graph& graph, int i, float exponent) {
  return Is(graph, i, "Pow") && graph.op(i).input_size() == 1 && Arguments(graph.op(i)).Get<float>("exponent", 0.0f) == exponent;
}

// The operator that divides `x` by the square root of `blob`, which has no other use.
int DividedByRoot(const Graph& graph, const std::string& x, const std::string& blob) {
  int root = graph.OnlyReader(blob);
  bool inverse = IsPower(graph, root, -0.5f) || Is(graph, root, "Rsqrt");
  if (!inverse && !Is(graph, root, "Sqrt") && !IsPower(graph, root, 0.5f)) return -1;
  const int next = inverse ? -1 : graph.OnlyReader(graph.op(root).output(0));
  if (Is(graph, next, "Reciprocal")) {
    root = next;
    inverse = true;
  }
  const std::string& by = graph.op(root).output(0);
  const int last = graph.OnlyReader(by);
  if (!Is(graph, last, inverse ? "Mul" : "Div") || graph.op(last).input_size() != 2) return -1;
  const auto& in = graph.op(last).input();
  return (in[0] == x && in[1] == by) || (inverse && in[0] == by && in[1] == x) ? last : -1;
}

// The only reader of operator i's output, if it combines that with a constant vector as long as what is normalised.
int WithVector(const Graph& graph, int i, const char* type, int axes, std::string* vector) {
  const std::string& blob = graph.op(i).output(0);
  const int next = graph.OnlyReader(blob);
  if (!Is(graph, next, type) || graph.op(next).input_size() != 2) return -1;
  *vector = graph.op(next).input(graph.op(next).input(0) == blob ? 1 : 0);
  const Tensor* constant = graph.Constant(*vector);
  const bool fits = constant != nullptr && constant->dtype() == DType::kFloat && constant->dim() == axes &&
                    std::none_of(constant->dims().begin(), constant->dims().end(), [](int64_t d) { return d == 1; });
  return fits ? next : -1;
}

bool FuseMeanAndVariance(Graph* graph, int mean) {
  const int axes = MeanOverLastAxes(*graph, mean);
  if (axes == 0) return false;
  const std::string x = graph->op(mean).input(0);
  const int centred = graph->OnlyReader(graph->op(mean).output(0));
  if (!Is(*graph, centred, "Sub") || graph->op(centred).input(0) != x || graph->op(centred).input(1) != graph->op(mean).output(0)) return false;
  const std::string d = graph->op(centred).output(0);
  for (int squares : graph->Readers(d)) {
    const std::string square = graph->op(squares).output(0);
    const int variance = graph->OnlyReader(square);
    if (!FactorsOf(*graph, square, {d}, graph->Rank(x)).Are(1.0, {d, d}) || variance < 0) continue;
    if (!Is(*graph, variance, "ReduceMean") || Arguments(graph->op(variance)).GetList<int>("axes", {}) != Arguments(graph->op(mean)).GetList<int>("axes", {}) ||
        !Arguments(graph->op(variance)).Get<bool>("keepdims", true)) {
      continue;
    }
    const std::optional<Sum> sum = PlusConstant(*graph, graph->op(variance).output(0));
    const int normalised = sum ? DividedByRoot(*graph, d, sum->blob) : -1;
    if (normalised < 0) continue;
    std::string gamma, beta;
    const int scaled = WithVector(*graph, normalised, "Mul", axes, &gamma), shifted = scaled < 0 ? -1 : WithVector(*graph, scaled, "Add", axes, &beta);
    const bool affine = shifted >= 0 && graph->Constant(gamma)->dims() == graph->Constant(beta)->dims();
    const int last = affine ? shifted : normalised;
    const std::string y = graph->op(last).output(0);
    std::vector<std::string> inputs{x};
    if (affine) inputs.insert(inputs.end(), {gamma, beta});
    graph->Replace(last, CreateOperatorDef("LayerNorm", graph->op(last).name(), inputs, {y, graph->FreshName(y + ":mean"), graph->FreshName(y + ":std")},
                                           {MakeArgument("axis", -axes), MakeArgument("epsilon", static_cast<float>(sum->constant)), MakeArgument("elementwise_affine", affine ? 1 : 0)}));
    return true;
  }
  return false;
}

bool FuseMeanSquare(Graph* graph, int mean) {
  const int axes = MeanOverLastAxes(*graph, mean);
  if (axes == 0) return false;
  const std::string square = graph->op(mean).input(0);
  const std::optional<Sum> sum = PlusConstant(*graph, graph->op(mean).output(0));
  if (!sum) return false;
  for (const std::string& x : formula::Parts(*graph, square)) {
    if (!FactorsOf(*graph, square, {x}, graph->Rank(square)).Are(1.0, {x, x})) continue;
    const int normalised = DividedByRoot(*graph, x, sum->blob);
    std::string scale;
    const int last = normalised < 0 ? -1 : WithVector(*graph, normalised, "Mul", axes, &scale);
    if (last < 0) continue;
    caffe2::OperatorDef made = CreateOperatorDef("RMSNormalization", graph->op(last).name(), {x, scale}, {graph->op(last).output(0)},
                                                 {MakeArgument("axis", -axes), MakeArgument("epsilon", static_cast<float>(sum->constant))});
    made.set_domain("ai.onnx");
    graph->Replace(last, std::move(made));
    return true;
  }
  return false;
}

}  // namespace

int FuseLayerNorm(Graph* graph) {
  int changes = 0;
  for (int i = 0; i < graph->size(); ++i) {
    if (graph->IsRemoved(i)) continue;
    if (FuseMeanAndVariance(graph, i) || FuseMeanSquare(graph, i)) ++changes;
  }
  return changes;
}

}  // namespace netdef
