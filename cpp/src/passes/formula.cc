#include "passes/formula.h"

#include <algorithm>
#include <cmath>

#include "netdef/arguments.h"

namespace netdef {
namespace formula {
namespace {

constexpr int kDeepest = 6;  // operators that a formula is followed through

float ExponentOf(const caffe2::OperatorDef& op) { return op.input_size() == 1 ? Arguments(op).Get<float>("exponent", 0.0f) : 0.0f; }

void AddFactors(const Graph& graph, const std::string& blob, const std::set<std::string>& leaves, std::optional<int> rank, int depth, Factors* factors) {
  const int i = graph.Producer(blob);
  const auto add = [&](const std::string& input) { AddFactors(graph, input, leaves, rank, depth - 1, factors); };
  if (leaves.count(blob) == 0 && depth > 0) {
    if (const std::optional<double> value = Scalar(graph, blob, rank)) {
      factors->constant *= *value;
      return;
    }
    if (Is(graph, i, "Mul") && graph.op(i).input_size() == 2) {
      add(graph.op(i).input(0));
      add(graph.op(i).input(1));
      return;
    }
    const std::optional<double> divisor = Is(graph, i, "Div") ? Scalar(graph, graph.op(i).input(1), rank) : std::nullopt;
    if (divisor && *divisor != 0) {
      add(graph.op(i).input(0));
      factors->constant /= *divisor;
      return;
    }
    const float exponent = Is(graph, i, "Pow") ? ExponentOf(graph.op(i)) : 0;
    if (exponent == 2.0f || exponent == 3.0f) {
      for (int n = 0; n < static_cast<int>(exponent); ++n) add(graph.op(i).input(0));
      return;
    }
    if (Is(graph, i, "Sqr")) {
      add(graph.op(i).input(0));
      add(graph.op(i).input(0));
      return;
    }
  }
  factors->others.insert(blob);
}

}  // namespace

bool Near(double a, double b) { return std::abs(a - b) <= 1e-4 * std::abs(b); }

bool Is(const Graph& graph, int i, const char* type) {
  return i >= 0 && graph.op(i).domain().empty() && graph.op(i).type() == type && graph.IsPure(i) && graph.op(i).output_size() == 1 &&
         !Arguments(graph.op(i)).Get<bool>("broadcast", false);
}

std::optional<double> Scalar(const Graph& graph, const std::string& blob, std::optional<int> rank) {
  const Tensor* t = graph.Constant(blob);
  if (t == nullptr || t->dtype() != DType::kFloat || t->numel() != 1 || t->dim() > std::max(1, rank.value_or(0))) return std::nullopt;
  return *t->data<float>();
}

bool Factors::Are(double c, const std::multiset<std::string>& o) const { return Near(constant, c) && others == o; }

Factors FactorsOf(const Graph& graph, const std::string& blob, const std::set<std::string>& leaves, std::optional<int> rank) {
  Factors factors;
  AddFactors(graph, blob, leaves, rank, kDeepest, &factors);
  return factors;
}

std::vector<std::string> Parts(const Graph& graph, const std::string& blob) {
  std::vector<std::string> parts{blob};
  for (size_t at = 0; at < parts.size() && at < 16; ++at) {
    const int i = graph.Producer(parts[at]);
    if (!Is(graph, i, "Mul") && !Is(graph, i, "Div") && !Is(graph, i, "Pow") && !Is(graph, i, "Sqr")) continue;
    for (const std::string& input : graph.op(i).input()) {
      if (graph.Constant(input) == nullptr) parts.push_back(input);
    }
  }
  return parts;
}

std::optional<std::string> LessConstant(const Graph& graph, int i, double value, std::optional<int> rank) {
  if (!Is(graph, i, "Add") || graph.op(i).input_size() != 2) return std::nullopt;
  for (int c : {0, 1}) {
    const std::optional<double> s = Scalar(graph, graph.op(i).input(c), rank);
    if (s && Near(*s, value)) return graph.op(i).input(1 - c);
  }
  return std::nullopt;
}

}  // namespace formula
}  // namespace netdef
