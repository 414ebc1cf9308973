// Exporters of convolutions along one axis put an axis of extent 1 in before each and take it out after it. Squeeze moves below
// what is computed element by element and pooling of whole images, so that biases and activations follow the convolution and the next ExpandDims undoes it.
#include <algorithm>

#include "netdef/arguments.h"
#include "netdef/proto_utils.h"
#include "passes/activation_of.h"
#include "passes/formula.h"
#include "passes/fused.h"

namespace netdef {
namespace {

constexpr const char* kCombining[] = {"Add", "Sub", "Mul", "Div"};

std::vector<int> DimsOf(const caffe2::OperatorDef& op) {
  std::vector<int> dims = Arguments(op).GetList<int>("dims", {});
  std::sort(dims.begin(), dims.end());
  return dims;
}

// ExpandDims that puts in again what Squeeze took out.
bool Undo(Graph* graph, int expand) {
  if (!formula::Is(*graph, expand, "ExpandDims")) return false;
  const int squeeze = graph->Producer(graph->op(expand).input(0));
  if (!formula::Is(*graph, squeeze, "Squeeze") || DimsOf(graph->op(squeeze)) != DimsOf(graph->op(expand))) return false;
  const std::string from = graph->op(expand).output(0), to = graph->op(squeeze).input(0);
  if (graph->IsOutput(from) || graph->IsPinned(to)) return false;
  graph->Remove(expand);
  graph->Redirect(from, to);
  return true;
}

// The dims that a constant has beside a tensor of `rank` dims, from which `squeezed` were not taken; empty where it does not fit.
Dims Unsqueezed(Dims dims, const std::vector<int>& squeezed, size_t rank) {
  if (dims.size() + squeezed.size() > rank) return {};
  dims.insert(dims.begin(), rank - squeezed.size() - dims.size(), 1);
  for (int axis : squeezed) {
    if (axis < 0 || static_cast<size_t>(axis) > dims.size()) return {};
    dims.insert(dims.begin() + axis, 1);
  }
  return dims.size() == rank ? dims : Dims();
}

// Pooling of whole images, to which an axis of extent 1 more makes no difference; not where images or channels were taken out.
bool PoolsAll(const Graph& graph, int i, const std::vector<int>& squeezed) {
  if (!formula::Is(graph, i, "MaxPool") && !formula::Is(graph, i, "AveragePool")) return false;
  const Arguments args(graph.op(i));
  return graph.op(i).input_size() == 1 && args.Get<int>("global_pooling", 0) != 0 && args.Get<std::string>("order", "NCHW") == "NCHW" && !squeezed.empty() && squeezed.front() >= 2;
}

// Operator `next`, which alone reads the output of `squeeze`, comes before it.
bool MoveBelow(Graph* graph, int squeeze, int next) {
  const std::string x = graph->op(squeeze).input(0), squeezed = graph->op(squeeze).output(0), y = graph->op(next).output(0);
  caffe2::OperatorDef first = graph->op(next), second = graph->op(squeeze);
  const bool combines = std::any_of(std::begin(kCombining), std::end(kCombining), [&](const char* type) { return formula::Is(*graph, next, type); });
  if (combines && first.input_size() == 2) {
    const int other = first.input(0) == squeezed ? 1 : 0;
    const Tensor* constant = graph->Constant(first.input(other));
    const Dims dims = constant == nullptr || constant->dtype() == DType::kString ? Dims() : Unsqueezed(constant->dims(), DimsOf(second), RankOf(*graph, x));
    if (dims.empty()) return false;
    Tensor same = constant->Clone();
    same.Reshape(dims);
    first.set_input(other, graph->AddConstant(first.input(other) + ":unsqueezed", std::move(same)));
  } else if (PoolsAll(*graph, next, DimsOf(second))) {
    const size_t rank = RankOf(*graph, x);
    if (rank < 4 || rank > 5 || rank - DimsOf(second).size() < 3) return false;
  } else if (!graph->IsPure(next) || !ActivationOf(first)) {
    return false;
  }
  for (std::string& name : *first.mutable_input()) {
    if (name == squeezed) name = x;
  }
  first.set_output(0, graph->FreshName(y + ":unsqueezed"));
  second.set_input(0, first.output(0));
  second.set_output(0, y);
  graph->Replace(next, caffe2::OperatorDef());  // so that no name is written twice
  graph->Replace(squeeze, std::move(first));
  graph->Replace(next, std::move(second));
  return true;
}

}  // namespace

int LowerSqueeze(Graph* graph) {
  int changes = 0;
  for (int i = 0; i < graph->size(); ++i) {
    if (graph->IsRemoved(i)) continue;
    if (Undo(graph, i)) {
      ++changes;
      continue;
    }
    if (!formula::Is(*graph, i, "Squeeze")) continue;
    const int next = graph->OnlyReader(graph->op(i).output(0));
    if (next >= 0 && MoveBelow(graph, i, next)) ++changes;
  }
  return changes;
}

}  // namespace netdef
