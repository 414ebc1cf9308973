// HardTanh: y = min(max(x, min), max). One file holds all that netdef needs to know of an operator.
#include <algorithm>

#include "netdef/operator.h"
#include "netdef/parallel.h"

namespace {

using namespace netdef;

constexpr int64_t kGrain = 4096;  // elements a thread is worth starting for

struct HardTanhArgs {
  float min = -1.0f, max = 1.0f;

  template <typename V>
  void Fields(V& v) {
    v("min", min, "Smallest value of Y.");
    v("max", max, "Largest value of Y.");
  }
};

class HardTanhOp final : public KernelOperator<HardTanhArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const float* x = Input(0).data<float>();
    float* y = Output(0)->mutable_data<float>();
    ParallelFor(0, Input(0).numel(), kGrain, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) y[i] = std::min(std::max(x[i], args_.min), args_.max);
    });
  }
};

// dX = dY where Y lies strictly between the bounds, 0 elsewhere.
class HardTanhGradientOp final : public KernelOperator<HardTanhArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    NETDEF_ENFORCE_EQ(Input(1).numel(), Input(0).numel(), "[HardTanhGradient] Y and dY must have the same size");
    const float* y = Input(0).data<float>();
    const float* dy = Input(1).data<float>();
    float* dx = Output(0)->mutable_data<float>();
    ParallelFor(0, Input(0).numel(), kGrain, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) dx[i] = y[i] > args_.min && y[i] < args_.max ? dy[i] : 0.0f;
    });
  }
};

OPERATOR_SCHEMA(HardTanh)
    .NumInputs(1)
    .NumOutputs(1)
    .AllowInplace({{0, 0}})
    .Args<HardTanhArgs>()
    .IdenticalTypeAndShape()
    .SetDoc("Cuts values off at two bounds.")
    .Input(0, "X", "Float tensor of any shape.")
    .Output(0, "Y", "Shape and type of X.");

OPERATOR_SCHEMA(HardTanhGradient)
    .NumInputs(2)
    .NumOutputs(1)
    .Args<HardTanhArgs>()
    .IdenticalTypeAndShape()
    .SetDoc("Gradient of HardTanh.")
    .Input(0, "Y", "Output of HardTanh.")
    .Input(1, "dY", "Gradient of Y.")
    .Output(0, "dX", "Gradient of X.");

REGISTER_CPU_OPERATOR(HardTanh, HardTanhOp);
REGISTER_CPU_OPERATOR(HardTanhGradient, HardTanhGradientOp);
SIMPLE_GRADIENT(HardTanh, "HardTanhGradient", {O(0), GO(0)}, {GI(0)});

}  // namespace
