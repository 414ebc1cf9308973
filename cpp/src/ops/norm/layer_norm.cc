// LayerNorm: what follows an axis is normalised together, y = (x - mean) / std with std = sqrt(var + epsilon), and
// with elementwise_affine scaled by gamma and shifted by beta.
// https://arxiv.org/abs/1607.06450
#include <cmath>

#include "caffe2/proto/caffe2.pb.h"
#include "netdef/dims.h"
#include "netdef/operator.h"
#include "netdef/parallel.h"
#include "ops/norm/_rows.h"
#include "ops/norm/_shared.h"

namespace netdef {
namespace {

constexpr int64_t kWork = 8192;  // elements that are worth a thread

struct LayerNormArgs {
  int axis = 1;
  float epsilon = 1e-5f;
  bool elementwise_affine = false;

  template <typename V>
  void Fields(V& v) {
    v("axis", axis, "First axis of what is normalised together; negative values count from the end.");
    v("epsilon", epsilon, "Added to the variance.");
    v("elementwise_affine", elementwise_affine, "Use gamma and beta.");
  }
};

NormRows RowsOf(const LayerNormArgs& args, const Dims& x) { return NormRows("LayerNorm", args.axis, x); }

std::vector<TensorSpec> LayerNormShape(const LayerNormArgs& args, const ShapeInputs& in) {
  const NormRows rows = RowsOf(args, in[0].dims);
  if (args.elementwise_affine) {
    NETDEF_ENFORCE(in.size() == 3, "with elementwise_affine, gamma and beta are needed; there are ", in.size(), " inputs");
    CheckRowVector(in[1], rows.width, "gamma");
    CheckRowVector(in[2], rows.width, "beta");
  }
  const TensorSpec statistics(ConcatDims(DimsBefore(in[0].dims, static_cast<size_t>(rows.axis)), {1}), in[0].dtype);
  return {in[0], statistics, statistics};
}

class LayerNormOp final : public KernelOperator<LayerNormArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    DispatchTypes<float, double>(Input(0).dtype(), [&](auto zero) { Run<decltype(zero)>(); });
  }

 private:
  template <typename T>
  void Run() {
    const NormRows r = RowsOf(args_, input_spec(0).dims);
    const T* x = Input(0).data<T>();
    const T* gamma = args_.elementwise_affine ? Input(1).data<T>() : nullptr;
    const T* beta = args_.elementwise_affine ? Input(2).data<T>() : nullptr;
    T* y = Output(0)->mutable_data<T>();
    T* mean = Output(1)->mutable_data<T>();
    T* std = Output(2)->mutable_data<T>();
    ParallelFor(0, r.rows, r.grain(), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const T* px = x + i * r.width;
        T* py = y + i * r.width;
        double sum = 0, squares = 0;
#pragma omp simd reduction(+ : sum, squares)
        for (int64_t j = 0; j < r.width; ++j) {
          sum += px[j];
          squares += static_cast<double>(px[j]) * px[j];
        }
        const double count = std::max<double>(1.0, static_cast<double>(r.width));
        const double m = sum / count;
        const double s = std::sqrt(std::max(0.0, squares / count - m * m) + args_.epsilon);
        mean[i] = static_cast<T>(m);
        std[i] = static_cast<T>(s);
        const T scale = static_cast<T>(1 / s), shift = static_cast<T>(-m / s);
        if (gamma == nullptr) {
#pragma omp simd
          for (int64_t j = 0; j < r.width; ++j) py[j] = px[j] * scale + shift;
        } else {
#pragma omp simd
          for (int64_t j = 0; j < r.width; ++j) py[j] = (px[j] * scale + shift) * gamma[j] + beta[j];
        }
      }
    });
  }
};

std::vector<TensorSpec> LayerNormGradientShape(const LayerNormArgs& args, const ShapeInputs& in) {
  const NormRows rows = RowsOf(args, in[4].dims);
  CheckGradientShape(in[0], in[4]);
  for (size_t i : {2, 3}) {
    NETDEF_ENFORCE_EQ(NumElements(in[i].dims), rows.rows, "mean and std must have one element for each row");
  }
  std::vector<TensorSpec> specs{in[4]};
  if (args.elementwise_affine) {
    NETDEF_ENFORCE(in.size() == 6 && in.num_outputs == 3, "with elementwise_affine there are 6 inputs and 3 outputs, got ",
                   in.size(), " and ", in.num_outputs);
    CheckRowVector(in[5], rows.width, "gamma");
    specs.push_back(in[5]);
    specs.push_back(in[5]);
  }
  return specs;
}

// With h = (x - mean) / std and g = gamma * dy: dx = (g - avg(g) - h * avg(g * h)) / std.
class LayerNormGradientOp final : public KernelOperator<LayerNormArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    DispatchTypes<float, double>(Input(4).dtype(), [&](auto zero) { Run<decltype(zero)>(); });
  }

 private:
  template <typename T>
  void Run() {
    const NormRows r = RowsOf(args_, Input(4).dims());
    const T* dy = Input(0).data<T>();
    const T* mean = Input(2).data<T>();
    const T* std = Input(3).data<T>();
    const T* x = Input(4).data<T>();
    const T* gamma = args_.elementwise_affine ? Input(5).data<T>() : nullptr;
    T* dx = Output(0)->mutable_data<T>();
    ParallelFor(0, r.rows, r.grain(), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const int64_t first = i * r.width;
        const T inv_std = 1 / std[i];
        double sum = 0, dot = 0;
        for (int64_t j = 0; j < r.width; ++j) {
          const T g = gamma == nullptr ? dy[first + j] : dy[first + j] * gamma[j];
          sum += g;
          dot += static_cast<double>(g) * (x[first + j] - mean[i]) * inv_std;
        }
        const T average = static_cast<T>(sum / static_cast<double>(r.width));
        const T slope = static_cast<T>(dot / static_cast<double>(r.width)) * inv_std;
        for (int64_t j = 0; j < r.width; ++j) {
          const T g = gamma == nullptr ? dy[first + j] : dy[first + j] * gamma[j];
          dx[first + j] = (g - average - (x[first + j] - mean[i]) * slope) * inv_std;
        }
      }
    });
    if (!args_.elementwise_affine) return;
    T* dgamma = Output(1)->mutable_data<T>();
    T* dbeta = Output(2)->mutable_data<T>();
    ParallelFor(0, r.width, kWork / std::max<int64_t>(1, r.rows) + 16, [&](int64_t begin, int64_t end) {
      std::fill(dgamma + begin, dgamma + end, T(0));
      std::fill(dbeta + begin, dbeta + end, T(0));
      for (int64_t i = 0; i < r.rows; ++i) {
        const T inv_std = 1 / std[i];
        for (int64_t j = begin; j < end; ++j) {
          dgamma[j] += dy[i * r.width + j] * (x[i * r.width + j] - mean[i]) * inv_std;
          dbeta[j] += dy[i * r.width + j];
        }
      }
    });
  }
};

class LayerNormGradientMaker final : public GradientMakerBase {
 public:
  using GradientMakerBase::GradientMakerBase;
  std::vector<OperatorDef> GetGradientDefs() override {
    std::vector<std::string> inputs{GO(0), O(0), O(1), O(2), I(0)}, outputs{GI(0)};
    if (Args().Get<bool>("elementwise_affine", false)) {
      inputs.push_back(I(1));
      outputs.push_back(GI(1));
      outputs.push_back(GI(2));
    }
    return SingleGradientDef("LayerNormGradient", "", inputs, outputs);
  }
};

void LayerNormSchema(OpSchema& schema) {
  schema.NumInputs({1, 3})
      .NumOutputs(3)
      .Args<LayerNormArgs>()
      .Shape<LayerNormArgs>(LayerNormShape)
      .SetDoc("Normalises what follows an axis together.\n\nSource: [Ba et al., 2016](https://arxiv.org/abs/1607.06450).")
      .Input(0, "input", "Tensor of at least two axes, float or double.")
      .Input(1, "gamma", "With elementwise_affine: factor for each normalised element.")
      .Input(2, "beta", "With elementwise_affine: offset for each normalised element.")
      .Output(0, "output", "Shape and type of the input.")
      .Output(1, "mean", "Mean of each row: the axes before `axis`, and a 1.")
      .Output(2, "stddev", "sqrt(variance + epsilon) of each row.");
}

OPERATOR_SCHEMA(LayerNorm).FillUsing(LayerNormSchema);
// A second name under which models were exported for a while.
OPERATOR_SCHEMA(C10LayerNorm_DontUseThisOpYet).FillUsing(LayerNormSchema);

OPERATOR_SCHEMA(LayerNormGradient)
    .NumInputs({5, 6})
    .NumOutputs({1, 3})
    .Args<LayerNormArgs>()
    .Shape<LayerNormArgs>(LayerNormGradientShape)
    .SetDoc("Gradient of LayerNorm.")
    .Input(0, "doutput", "Gradient of the output.")
    .Input(1, "output", "Output of LayerNorm; not used.")
    .Input(2, "mean", "Mean of each row.")
    .Input(3, "stddev", "Standard deviation of each row.")
    .Input(4, "input", "Input of LayerNorm.")
    .Input(5, "gamma", "With elementwise_affine: factor for each normalised element.")
    .Output(0, "dinput", "Gradient of the input.")
    .Output(1, "dgamma", "With elementwise_affine: gradient of gamma.")
    .Output(2, "dbeta", "With elementwise_affine: gradient of beta.");

REGISTER_CPU_OPERATOR(LayerNorm, LayerNormOp);
REGISTER_CPU_OPERATOR(C10LayerNorm_DontUseThisOpYet, LayerNormOp);
REGISTER_CPU_OPERATOR(LayerNormGradient, LayerNormGradientOp);
REGISTER_GRADIENT(LayerNorm, LayerNormGradientMaker);
SHOULD_NOT_DO_GRADIENT_BECAUSE(C10LayerNorm_DontUseThisOpYet, "Caffe2 had none for it; train with LayerNorm");

}  // namespace
}  // namespace netdef
