#include "netdef/broadcast.h"

#include <vector>

namespace netdef {
namespace {

// The older rule puts B's dims, without 1s at either end, inside A's: A is (pre, n, post), B is (1, n, 1).
std::pair<Dims, Dims> LegacyDims(const BroadcastArgs& args, const Dims& a, const Dims& b) {
  const int64_t a_size = NumElements(a);
  if (NumElements(b) == 1) return {{a_size}, {1}};
  NETDEF_ENFORCE_GE(a.size(), b.size(),
                    "If you are doing broadcasting, input1 should have a smaller or equal number of dimensions, A is [",
                    DimsString(a), "] and B is [", DimsString(b), "]");
  const auto spare = static_cast<int>(a.size() - b.size());
  int axis = args.axis;
  if (axis == -1 && !args.axis_str.empty()) {
    const size_t found = args.order.find(args.axis_str);
    NETDEF_ENFORCE(args.axis_str.size() == 1 && found != std::string::npos, "Unrecognizable axis string '", args.axis_str,
                   "' from order string '", args.order, "'");
    axis = static_cast<int>(found);
  } else if (axis == -1) {
    axis = spare;
  } else {
    NETDEF_ENFORCE(args.axis_str.empty(), "Args axis and axis_str cannot be used simultaneously.");
  }
  NETDEF_ENFORCE(axis >= 0 && axis <= spare, "Broadcast axis should be in the range of the difference of dimensions: 0 to ",
                 spare, ", got ", axis);
  size_t first = 0, last = b.size();
  while (first < last && b[first] == 1) ++first;
  while (last > first && b[last - 1] == 1) --last;
  Dims three{1, 1, 1};
  for (size_t i = 0; i < a.size(); ++i) {
    const size_t start = static_cast<size_t>(axis) + first, stop = static_cast<size_t>(axis) + last;
    three[i < start ? 0 : i < stop ? 1 : 2] *= a[i];
    if (i < start || i >= stop) continue;
    NETDEF_ENFORCE(a[i] == b[i - static_cast<size_t>(axis)], "Broadcast dimension mismatch. A is [", DimsString(a),
                   "], B is [", DimsString(b), "], axis is ", axis);
  }
  return {three, {1, three[1], 1}};
}

// The dims of both with leading 1s, so that they have the same length.
std::pair<Dims, Dims> Aligned(Dims a, Dims b) {
  const size_t n = std::max(a.size(), b.size());
  a.insert(a.begin(), n - a.size(), 1);
  b.insert(b.begin(), n - b.size(), 1);
  return {std::move(a), std::move(b)};
}

}  // namespace

Dims BroadcastPlan::ResultDims(const Dims& a, const Dims& b) {
  auto [wide_a, wide_b] = Aligned(a, b);
  for (size_t i = 0; i < wide_a.size(); ++i) {
    NETDEF_ENFORCE(wide_a[i] == wide_b[i] || wide_a[i] == 1 || wide_b[i] == 1,
                   "Dimension mismatch: shapes [", DimsString(a), "] and [", DimsString(b), "] cannot be broadcast");
    if (wide_a[i] == 1) wide_a[i] = wide_b[i];
  }
  NumElements(wide_a);
  return wide_a;
}

Dims BroadcastPlan::ResultDims(const BroadcastArgs& args, const Dims& a, const Dims& b) {
  if (!args.broadcast) return ResultDims(a, b);
  LegacyDims(args, a, b);
  return a;
}

BroadcastPlan::BroadcastPlan(const Dims& a, const Dims& b) {
  ResultDims(a, b);
  const auto [wide_a, wide_b] = Aligned(a, b);
  Plan(wide_a, wide_b);
}

BroadcastPlan::BroadcastPlan(const BroadcastArgs& args, const Dims& a, const Dims& b) {
  if (args.broadcast) {
    const auto [wide_a, wide_b] = LegacyDims(args, a, b);
    Plan(wide_a, wide_b);
  } else {
    *this = BroadcastPlan(a, b);
  }
}

void BroadcastPlan::Plan(const Dims& a, const Dims& b) {
  size_ = a_size_ = b_size_ = 1;
  std::vector<Axis> axes;  // from the last axis to the first
  bool stretched_a = false, stretched_b = false;
  for (size_t i = a.size(); i-- > 0;) {
    const int64_t extent = a[i] == 1 ? b[i] : a[i];
    if (extent == 1) continue;
    const bool stretch_a = a[i] == 1, stretch_b = b[i] == 1;
    if (!axes.empty() && stretch_a == stretched_a && stretch_b == stretched_b) {
      axes.back().extent *= extent;
    } else {
      axes.push_back({extent, stretch_a ? 0 : a_size_, stretch_b ? 0 : b_size_});
    }
    stretched_a = stretch_a;
    stretched_b = stretch_b;
    size_ *= extent;
    a_size_ *= a[i];
    b_size_ *= b[i];
  }
  if (axes.empty()) axes.push_back({1, 1, 1});
  NETDEF_ENFORCE(axes.size() <= kMaxAxes, "more than ", kMaxAxes, " changes between matching and stretched axes");
  count_ = static_cast<int>(axes.size());
  std::copy(axes.rbegin(), axes.rend(), axes_.begin());
  outer_stride_ = axes_[0].extent > 0 ? size_ / axes_[0].extent : 0;
}

namespace {

void TwoOperands(OpSchema& schema) {
  schema.NumInputs(2)
      .NumOutputs(1)
      .Args<BroadcastArgs>()
      .Input(0, "A", "First operand.")
      .Input(1, "B", "Second operand, of A's type and of a shape that can be matched with A's.");
}

}  // namespace

void BroadcastSchema(OpSchema& schema) {
  TwoOperands(schema);
  schema.Output(0, "C", "Result, of A's type.")
      .Shape<BroadcastArgs>([](const BroadcastArgs& args, const ShapeInputs& in) {
        return std::vector<TensorSpec>{{BroadcastPlan::ResultDims(args, in[0].dims, in[1].dims), in[0].dtype}};
      });
}

void BroadcastBoolSchema(OpSchema& schema) {
  TwoOperands(schema);
  schema.Output(0, "C", "Result, bools.")
      .Shape<BroadcastArgs>([](const BroadcastArgs& args, const ShapeInputs& in) {
        return std::vector<TensorSpec>{{BroadcastPlan::ResultDims(args, in[0].dims, in[1].dims), DType::kBool}};
      });
}

}  // namespace netdef
