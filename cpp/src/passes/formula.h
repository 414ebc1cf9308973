// Formulas in a graph: sums, products and powers as exporters write them, in whatever order.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "passes/graph.h"

namespace netdef {
namespace formula {

// Whether operator `i` is Caffe2's of this type, matches shapes as numpy does, and may be moved.
bool Is(const Graph& graph, int i, const char* type);

// A constant of one element that does not change the shape of what it is combined with, which has `rank` dims.
std::optional<double> Scalar(const Graph& graph, const std::string& blob, std::optional<int> rank);

// A product: its constants multiplied, and what else there is, once for each time.
struct Factors {
  double constant = 1;
  std::multiset<std::string> others;

  // Up to what a float rounds off.
  bool Are(double constant, const std::multiset<std::string>& others) const;
};
// `blob` taken apart, but not `leaves`; constants of one element are multiplied.
Factors FactorsOf(const Graph& graph, const std::string& blob, const std::set<std::string>& leaves, std::optional<int> rank);
// `blob`, and what it is a product of, and what these are products of ...
std::vector<std::string> Parts(const Graph& graph, const std::string& blob);

// x where sum `i` is x plus a constant near `value`.
std::optional<std::string> LessConstant(const Graph& graph, int i, double value, std::optional<int> rank);

bool Near(double a, double b);

}  // namespace formula
}  // namespace netdef
