// SpatialBN: batch normalisation of images, y = scale * (x - mean) / sqrt(var + epsilon) + bias for each channel.
// https://arxiv.org/abs/1502.03167
//
// Training takes mean and variance from the batch (or from the sums of several batches) and moves the running ones
// towards them; the running variance is the unbiased one. In the gradient inputs 3 and 4 are always the mean and
// the inverse standard deviation, even with is_test, as in Caffe2.
#include <cmath>

#include "caffe2/proto/caffe2.pb.h"
#include "netdef/operator.h"
#include "ops/norm/_shared.h"

namespace netdef {
namespace {

struct SpatialBNGradientArgs : OrderArgs {
  float epsilon = 1e-5f;
  int num_batches = 1;

  template <typename V>
  void Fields(V& v) {
    OrderArgs::Fields(v);
    v("epsilon", epsilon, "Added to the variance.");
    v("num_batches", num_batches, "Number of batches that the sums given as inputs 5 and 6 were taken over.");
    if constexpr (V::kReads) {
      NETDEF_ENFORCE(epsilon > 0, "epsilon must be positive, got ", epsilon);
      NETDEF_ENFORCE(num_batches > 0, "num_batches must be positive, got ", num_batches);
    }
  }
};

struct SpatialBNArgs : SpatialBNGradientArgs {
  int is_test = 0;
  float momentum = 0.9f;

  template <typename V>
  void Fields(V& v) {
    v.Required("is_test", is_test, "1: use the running mean and variance; 0: use those of the batch and update them.");
    SpatialBNGradientArgs::Fields(v);
    v("momentum", momentum, "Share of the old running mean and variance.");
    if constexpr (V::kReads) {
      NETDEF_ENFORCE(momentum >= 0 && momentum <= 1, "momentum must lie between 0 and 1, got ", momentum);
    }
  }
};

ImageDims BatchNormDims(const OrderArgs& args, const ShapeInputs& in) {
  const ImageDims dims(in[0].dims, StorageOrderFromString(args.order));
  NETDEF_ENFORCE(dims.channels > 0, "the image has no channels, its shape is [", DimsString(in[0].dims), "]");
  return dims;
}

std::vector<TensorSpec> SpatialBNShape(const SpatialBNArgs& args, const ShapeInputs& in) {
  const ImageDims dims = BatchNormDims(args, in);
  static const char* const kNames[] = {"scale", "bias", "mean", "var", "sums", "sumsq"};
  for (size_t i = 1; i < in.size(); ++i) CheckChannelVector(in[i], dims.channels, kNames[i - 1]);
  std::vector<TensorSpec> specs(static_cast<size_t>(in.num_outputs), TensorSpec({dims.channels}, DType::kFloat));
  specs[0] = TensorSpec(in[0].dims, DType::kFloat);
  return specs;
}

class SpatialBNOp final : public KernelOperator<SpatialBNArgs> {
 public:
  SpatialBNOp(const OperatorDef& def, Workspace* ws)
      : KernelOperator(def, ws), order_(StorageOrderFromString(args_.order)) {
    NETDEF_ENFORCE(OutputSize() == (args_.is_test ? 1 : 5), "with is_test = ", args_.is_test, " there must be ",
                   args_.is_test ? 1 : 5, " outputs, got ", OutputSize());
    NETDEF_ENFORCE(args_.is_test || args_.num_batches == 1 || InputSize() == 7, "with num_batches = ",
                   args_.num_batches, " the sums of the batches are needed as inputs 5 and 6");
  }

 protected:
  void Prepare() override {
    dims_ = ImageDims(Input(0).dims(), order_);
    const auto channels = static_cast<size_t>(dims_.channels);
    const auto planes = static_cast<size_t>(NumElements({dims_.batch, dims_.channels}));
    a_.resize(channels);
    b_.resize(channels);
    if (args_.is_test) return;
    sum_.resize(planes);
    squares_.resize(planes);
    mean_.resize(channels);
    mean_square_.resize(channels);
  }

  void Compute() override {
    const float* x = Input(0).data<float>();
    const float* scale = Input(1).data<float>();
    const float* bias = Input(2).data<float>();
    float* y = Output(0)->mutable_data<float>();
    const bool runs = dims_.batch * dims_.pixels > 0;
    if (!args_.is_test) runs ? TakeStatistics(x) : TakeNothing();
    if (!runs) return;
    for (size_t c = 0; c < a_.size(); ++c) {
      const double mean = args_.is_test ? Input(3).data<float>()[c] : mean_[c];
      const double inv_std = args_.is_test ? 1.0 / std::sqrt(static_cast<double>(Input(4).data<float>()[c]) + args_.epsilon)
                                           : Output(4)->data<float>()[c];
      a_[c] = static_cast<float>(scale[c] * inv_std);
      b_[c] = static_cast<float>(bias[c] - mean * a_[c]);
    }
    AffinePlanes(order_, dims_, x, {a_.data(), false}, {b_.data(), false}, y);
  }

 private:
  void TakeNothing() {
    for (int i : {3, 4}) std::fill_n(Output(i)->mutable_data<float>(), dims_.channels, 0.0f);
  }

  void TakeStatistics(const float* x) {
    const double count = static_cast<double>(dims_.batch * dims_.pixels) * args_.num_batches;
    if (args_.num_batches > 1) {
      const float* sums = Input(5).data<float>();
      const float* squares = Input(6).data<float>();
      for (size_t c = 0; c < mean_.size(); ++c) {
        mean_[c] = sums[c];
        mean_square_[c] = squares[c];
      }
    } else {
      SumPlanes(order_, dims_, x, x, sum_.data(), squares_.data());
      SumImages(dims_, sum_.data(), mean_.data());
      SumImages(dims_, squares_.data(), mean_square_.data());
    }
    float* running_mean = Output(1)->mutable_data<float>();
    float* running_var = Output(2)->mutable_data<float>();
    float* saved_mean = Output(3)->mutable_data<float>();
    float* saved_inv_std = Output(4)->mutable_data<float>();
    const double unbias = count / (count - 1);  // infinite for one pixel
    const double keep = args_.momentum;
    for (size_t c = 0; c < mean_.size(); ++c) {
      mean_[c] /= count;
      const double var = std::max(0.0, mean_square_[c] / count - mean_[c] * mean_[c]);
      running_mean[c] = static_cast<float>(keep * running_mean[c] + (1 - keep) * mean_[c]);
      running_var[c] = static_cast<float>(keep * running_var[c] + (1 - keep) * var * unbias);
      saved_mean[c] = static_cast<float>(mean_[c]);
      saved_inv_std[c] = static_cast<float>(1.0 / std::sqrt(var + args_.epsilon));
    }
  }

  const StorageOrder order_;
  ImageDims dims_;
  std::vector<double> sum_, squares_, mean_, mean_square_;
  std::vector<float> a_, b_;
};

std::vector<TensorSpec> SpatialBNGradientShape(const SpatialBNGradientArgs& args, const ShapeInputs& in) {
  const ImageDims dims = BatchNormDims(args, in);
  CheckGradientShape(in[2], in[0]);
  CheckChannelVector(in[1], dims.channels, "scale");
  static const char* const kNames[] = {"mean", "inverse standard deviation", "dscale sum", "dbias sum"};
  for (size_t i = 3; i < in.size(); ++i) CheckChannelVector(in[i], dims.channels, kNames[i - 3]);
  const TensorSpec channels({dims.channels}, DType::kFloat);
  return {TensorSpec(in[0].dims, DType::kFloat), channels, channels};
}

class SpatialBNGradientOp final : public KernelOperator<SpatialBNGradientArgs> {
 public:
  SpatialBNGradientOp(const OperatorDef& def, Workspace* ws)
      : KernelOperator(def, ws), order_(StorageOrderFromString(args_.order)) {
    NETDEF_ENFORCE(args_.num_batches == 1 || InputSize() == 7, "with num_batches = ", args_.num_batches,
                   " the sums of dscale and dbias are needed as inputs 5 and 6");
  }

 protected:
  void Prepare() override {
    dims_ = ImageDims(Input(0).dims(), order_);
    const auto channels = static_cast<size_t>(dims_.channels);
    const auto planes = static_cast<size_t>(NumElements({dims_.batch, dims_.channels}));
    sum_.resize(planes);
    dot_.resize(planes);
    dscale_.resize(channels);
    dbias_.resize(channels);
    a_.resize(channels);
    b_.resize(channels);
    c_.resize(channels);
  }

  // dx = scale * inv_std * (dy - avg(dy) - h * avg(dy * h)), h = (x - mean) * inv_std; written as a * dy + b * x + c.
  void Compute() override {
    const float* x = Input(0).data<float>();
    const float* scale = Input(1).data<float>();
    const float* dy = Input(2).data<float>();
    const float* mean = Input(3).data<float>();
    const float* inv_std = Input(4).data<float>();
    TakeSums(x, dy, mean, inv_std);
    const double count = static_cast<double>(dims_.batch * dims_.pixels);
    float* dscale = Output(1)->mutable_data<float>();
    float* dbias = Output(2)->mutable_data<float>();
    for (size_t c = 0; c < a_.size(); ++c) {
      dscale[c] = static_cast<float>(count > 0 ? dscale_[c] : 0);
      dbias[c] = static_cast<float>(count > 0 ? dbias_[c] : 0);
      const double a = static_cast<double>(scale[c]) * inv_std[c];
      a_[c] = static_cast<float>(a);
      b_[c] = static_cast<float>(-a * dscale_[c] * inv_std[c] / count);
      c_[c] = static_cast<float>(a * (mean[c] * dscale_[c] * inv_std[c] - dbias_[c]) / count);
    }
    if (count == 0) return;
    CombinePlanes(order_, dims_, dy, {a_.data(), false}, x, {b_.data(), false}, {c_.data(), false},
                  Output(0)->mutable_data<float>());
  }

 private:
  void TakeSums(const float* x, const float* dy, const float* mean, const float* inv_std) {
    if (args_.num_batches > 1) {
      for (size_t c = 0; c < dscale_.size(); ++c) {
        dscale_[c] = static_cast<double>(Input(5).data<float>()[c]) / args_.num_batches;
        dbias_[c] = static_cast<double>(Input(6).data<float>()[c]) / args_.num_batches;
      }
      return;
    }
    SumPlanes(order_, dims_, dy, x, sum_.data(), dot_.data());
    SumImages(dims_, sum_.data(), dbias_.data());
    SumImages(dims_, dot_.data(), dscale_.data());
    for (size_t c = 0; c < dscale_.size(); ++c) dscale_[c] = (dscale_[c] - mean[c] * dbias_[c]) * inv_std[c];
  }

  const StorageOrder order_;
  ImageDims dims_;
  std::vector<double> sum_, dot_, dscale_, dbias_;
  std::vector<float> a_, b_, c_;
};

// In training the gradient uses the saved statistics of the batch, else the running ones.
class SpatialBNGradientMaker final : public GradientMakerBase {
 public:
  using GradientMakerBase::GradientMakerBase;
  std::vector<OperatorDef> GetGradientDefs() override {
    const bool is_test = Args().Get<int>("is_test", 0) != 0;
    const bool several = Args().Get<int>("num_batches", 1) > 1;
    NETDEF_ENFORCE(several || InputSize() == 5, "without num_batches SpatialBN has 5 inputs, got ", InputSize());
    std::vector<std::string> inputs{I(0), I(1), GO(0), is_test ? I(3) : O(3), is_test ? I(4) : O(4)};
    const std::vector<std::string> outputs{GI(0), GI(1), GI(2)};
    if (several && !is_test) inputs.insert(inputs.end(), {outputs[1], outputs[2]});
    return SingleGradientDef("SpatialBNGradient", "", inputs, outputs);
  }
};

OPERATOR_SCHEMA(SpatialBN)
    .NumInputs({5, 7})
    .NumOutputs({1, 5})
    .AllowInplace({{0, 0}, {5, 3}, {6, 4}})
    .EnforceInplace({{3, 1}, {4, 2}})
    .Args<SpatialBNArgs>()
    .Shape<SpatialBNArgs>(SpatialBNShape)
    .SetDoc("Batch normalisation of an image, channel by channel.\n\n"
            "Source: [Ioffe and Szegedy, 2015](https://arxiv.org/abs/1502.03167).")
    .Input(0, "X", "Image, [N, C, H, W] or [N, H, W, C], with any number of spatial axes.")
    .Input(1, "scale", "Factor for each channel.")
    .Input(2, "bias", "Offset for each channel.")
    .Input(3, "mean", "Running mean.")
    .Input(4, "var", "Running variance.")
    .Input(5, "sums", "With num_batches: sum of each channel over several batches.")
    .Input(6, "sumsq", "With num_batches: sum of squares of each channel over several batches.")
    .Output(0, "Y", "Normalised image.")
    .Output(1, "mean", "Updated running mean, in place (training).")
    .Output(2, "var", "Updated running variance, in place (training).")
    .Output(3, "saved_mean", "Mean of the batch, for the gradient.")
    .Output(4, "saved_var", "Inverse standard deviation of the batch, for the gradient.");

OPERATOR_SCHEMA(SpatialBNGradient)
    .NumInputs({5, 7})
    .NumOutputs(3)
    .AllowInplace({{5, 1}, {6, 2}})
    .Args<SpatialBNGradientArgs>()
    .Shape<SpatialBNGradientArgs>(SpatialBNGradientShape)
    .SetDoc("Gradient of SpatialBN.")
    .Input(0, "X", "Input of SpatialBN.")
    .Input(1, "scale", "Factor for each channel.")
    .Input(2, "dY", "Gradient of Y.")
    .Input(3, "mean", "Mean that X was normalised with.")
    .Input(4, "inv_std", "Inverse standard deviation that X was normalised with.")
    .Input(5, "dscale_sum", "With num_batches: dscale summed over several batches.")
    .Input(6, "dbias_sum", "With num_batches: dbias summed over several batches.")
    .Output(0, "dX", "Gradient of X.")
    .Output(1, "dscale", "Gradient of scale.")
    .Output(2, "dbias", "Gradient of bias.");

REGISTER_CPU_OPERATOR(SpatialBN, SpatialBNOp);
REGISTER_CPU_OPERATOR(SpatialBNGradient, SpatialBNGradientOp);
REGISTER_GRADIENT(SpatialBN, SpatialBNGradientMaker);

}  // namespace
}  // namespace netdef
