// MelWeightMatrix of ONNX: triangles on the mel scale, which sum the bins of a spectrum.
#include "ops/onnx_signal/_shared.h"

namespace netdef {
namespace {

struct MelWeightMatrixArgs {
  DType dtype = DType::kFloat;

  template <typename V>
  void Fields(V& v) {
    dtype = ReadOutputType(v);
  }
};

double NumberOf(const Tensor& t, const char* what) {
  NETDEF_ENFORCE_EQ(t.numel(), 1, what, " must be one number");
  double value = 0;
  DispatchTypes<float, double>(t.dtype(), [&](auto zero) { value = static_cast<double>(*t.data<decltype(zero)>()); });
  return value;
}

class MelWeightMatrixOp final : public KernelOperator<MelWeightMatrixArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t bins = Output(0)->dim(0), bands = Output(0)->dim(1), length = IntValue(Input(1), "dft_length"), rate = IntValue(Input(2), "sample_rate");
    const double low = NumberOf(Input(3), "lower_edge_hertz"), high = NumberOf(Input(4), "upper_edge_hertz");
    NETDEF_ENFORCE(rate > 0 && low >= 0 && high >= low && high < 1e12, "[MelWeightMatrix] expected a positive rate and edges with 0 <= lower <= upper, got ", rate, ", ", low, ", ", high);
    const auto mel = [](double hertz) { return 2595 * std::log10(1 + hertz / 700); };
    std::vector<int64_t> edges;
    const double step = (mel(high) - mel(low)) / static_cast<double>(bands + 2);
    for (int64_t i = 0; i < bands + 2; ++i) {
      const double hertz = 700 * (std::pow(10, (static_cast<double>(i) * step + mel(low)) / 2595) - 1);
      edges.push_back(static_cast<int64_t>(std::floor(static_cast<double>(length + 1) * hertz / static_cast<double>(rate))));
    }
    std::vector<double> weights(static_cast<size_t>(bins * bands), 0.0);
    const auto put = [&](int64_t bin, int64_t band, double weight) {
      NETDEF_ENFORCE(bin >= 0 && bin < bins, "[MelWeightMatrix] the edges lie beyond the ", bins, " bins of the spectrum");
      weights[static_cast<size_t>(bin * bands + band)] = weight;
    };
    for (int64_t band = 0; band < bands; ++band) {
      const int64_t left = edges[static_cast<size_t>(band)], centre = edges[static_cast<size_t>(band) + 1], right = edges[static_cast<size_t>(band) + 2];
      for (int64_t j = left; centre > left && j <= centre; ++j) put(j, band, static_cast<double>(j - left) / static_cast<double>(centre - left));
      if (centre == left) put(centre, band, 1);
      for (int64_t j = centre; j < right; ++j) put(j, band, static_cast<double>(right - j) / static_cast<double>(right - centre));
    }
    StoreNumbers(weights, Output(0));
  }
};

ONNX_OPERATOR_SCHEMA(MelWeightMatrix)
    .NumInputs(5)
    .NumOutputs(1)
    .Args<MelWeightMatrixArgs>()
    .Shape<MelWeightMatrixArgs>([](const MelWeightMatrixArgs& args, const ShapeInputs& in) {
      const Tensor *bands = in.value(0), *length = in.value(1);
      if (bands == nullptr || length == nullptr) return std::vector<TensorSpec>{TensorSpec::Unknown(args.dtype)};
      return OneSpec({CheckedLength(*length, "dft_length") / 2 + 1, CheckedLength(*bands, "num_mel_bins")}, args.dtype);
    })
    .SetDoc("Weights that make a spectrum one on the mel scale.")
    .Input(0, "num_mel_bins", "int64: bands of the mel scale.")
    .Input(1, "dft_length", "int64: length of the transform.")
    .Input(2, "sample_rate", "int64, in hertz.")
    .Input(3, "lower_edge_hertz", "Lowest frequency.")
    .Input(4, "upper_edge_hertz", "Highest frequency.")
    .Output(0, "output", "[dft_length / 2 + 1, num_mel_bins].");

REGISTER_ONNX_OPERATOR(MelWeightMatrix, MelWeightMatrixOp);

}  // namespace
}  // namespace netdef
