// RMSNorm: what follows an axis is divided by its root mean square, Y = gamma * X * rrms + beta with
// rrms = 1 / sqrt(mean(X * X) + eps).
// https://arxiv.org/abs/1910.07467
#include <cmath>

#include "netdef/dims.h"
#include "netdef/operator.h"
#include "netdef/parallel.h"
#include "ops/norm/_rows.h"
#include "ops/norm/_shared.h"

namespace netdef {
namespace {

struct RMSNormArgs {
  int axis = 1;
  float eps = 0;

  template <typename V>
  void Fields(V& v) {
    v("axis", axis, "First axis of what is normalised together; negative values count from the end.");
    v("eps", eps, "Added to the mean square.");
  }
};

NormRows RowsOf(const RMSNormArgs& args, const Dims& x) { return NormRows("RMSNorm", args.axis, x); }

std::vector<TensorSpec> RMSNormShape(const RMSNormArgs& args, const ShapeInputs& in) {
  const NormRows r = RowsOf(args, in[0].dims);
  CheckRowVector(in[1], r.width, "gamma");
  CheckRowVector(in[2], r.width, "beta");
  return {in[0], TensorSpec(DimsBefore(in[0].dims, static_cast<size_t>(r.axis)), in[0].dtype)};
}

class RMSNormOp final : public KernelOperator<RMSNormArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    DispatchTypes<float, double>(Input(0).dtype(), [&](auto zero) { Run<decltype(zero)>(); });
  }

 private:
  template <typename T>
  void Run() {
    const NormRows r = RowsOf(args_, Input(0).dims());
    const T* x = Input(0).data<T>();
    const T* gamma = Input(1).data<T>();
    const T* beta = Input(2).data<T>();
    T* y = Output(0)->mutable_data<T>();
    T* rrms = Output(1)->mutable_data<T>();
    ParallelFor(0, r.rows, r.grain(), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const T* px = x + i * r.width;
        double squares = 0;
        for (int64_t j = 0; j < r.width; ++j) squares += static_cast<double>(px[j]) * px[j];
        rrms[i] = static_cast<T>(1 / std::sqrt(squares / static_cast<double>(r.width) + args_.eps));
        for (int64_t j = 0; j < r.width; ++j) y[i * r.width + j] = px[j] * rrms[i] * gamma[j] + beta[j];
      }
    });
  }
};

std::vector<TensorSpec> RMSNormGradientShape(const RMSNormArgs& args, const ShapeInputs& in) {
  const NormRows r = RowsOf(args, in[1].dims);
  CheckGradientShape(in[0], in[1]);
  CheckRowVector(in[2], r.width, "gamma");
  NETDEF_ENFORCE_EQ(NumElements(in[3].dims), r.rows, "rrms must have one element for each row");
  return {in[1], in[2], in[2]};
}

// With g = gamma * dy: dx = rrms * (g - x * rrms^2 * avg(g * x)).
class RMSNormGradientOp final : public KernelOperator<RMSNormArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    DispatchTypes<float, double>(Input(1).dtype(), [&](auto zero) { Run<decltype(zero)>(); });
  }

 private:
  template <typename T>
  void Run() {
    const NormRows r = RowsOf(args_, Input(1).dims());
    const T* dy = Input(0).data<T>();
    const T* x = Input(1).data<T>();
    const T* gamma = Input(2).data<T>();
    const T* rrms = Input(3).data<T>();
    T* dx = Output(0)->mutable_data<T>();
    T* dgamma = Output(1)->mutable_data<T>();
    T* dbeta = Output(2)->mutable_data<T>();
    std::vector<double> scale(static_cast<size_t>(r.width), 0), shift(static_cast<size_t>(r.width), 0);
    for (int64_t i = 0; i < r.rows; ++i) {
      const T *pdy = dy + i * r.width, *px = x + i * r.width;
      double dot = 0;
      for (int64_t j = 0; j < r.width; ++j) {
        dot += static_cast<double>(pdy[j]) * gamma[j] * px[j];
        scale[static_cast<size_t>(j)] += static_cast<double>(pdy[j]) * px[j] * rrms[i];
        shift[static_cast<size_t>(j)] += pdy[j];
      }
      const double slope = dot / static_cast<double>(r.width) * rrms[i] * rrms[i];
      for (int64_t j = 0; j < r.width; ++j) {
        dx[i * r.width + j] = static_cast<T>(rrms[i] * (static_cast<double>(pdy[j]) * gamma[j] - px[j] * slope));
      }
    }
    for (int64_t j = 0; j < r.width; ++j) {
      dgamma[j] = static_cast<T>(scale[static_cast<size_t>(j)]);
      dbeta[j] = static_cast<T>(shift[static_cast<size_t>(j)]);
    }
  }
};

OPERATOR_SCHEMA(RMSNorm)
    .NumInputs(3)
    .NumOutputs(2)
    .Args<RMSNormArgs>()
    .Shape<RMSNormArgs>(RMSNormShape)
    .SetDoc("Root mean square normalisation: LayerNorm without removing the mean.\n\n"
            "Source: [Zhang and Sennrich, 2019](https://arxiv.org/abs/1910.07467).")
    .Input(0, "X", "Float or double tensor of two dims or more.")
    .Input(1, "gamma", "Factors, one for each element that is normalised together.")
    .Input(2, "beta", "Summands, likewise.")
    .Output(0, "Y", "Shape of X.")
    .Output(1, "rrms", "Reciprocal root mean squares, the shape of X before the axis.");

OPERATOR_SCHEMA(RMSNormGradient)
    .NumInputs(4)
    .NumOutputs(3)
    .Args<RMSNormArgs>()
    .Shape<RMSNormArgs>(RMSNormGradientShape)
    .SetDoc("Gradient of RMSNorm.")
    .Input(0, "dY", "Gradient of Y.")
    .Input(1, "X", "Input of RMSNorm.")
    .Input(2, "gamma", "Its factors.")
    .Input(3, "rrms", "Its second output.")
    .Output(0, "dX", "Gradient of X.")
    .Output(1, "dgamma", "Gradient of gamma.")
    .Output(2, "dbeta", "Gradient of beta.");

REGISTER_CPU_OPERATOR(RMSNorm, RMSNormOp);
REGISTER_CPU_OPERATOR(RMSNormGradient, RMSNormGradientOp);
SIMPLE_GRADIENT(RMSNorm, "RMSNormGradient", {GO(0), I(0), I(1), O(1)}, {GI(0), GI(1), GI(2)});

}  // namespace
}  // namespace netdef
