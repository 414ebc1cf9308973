// SinusoidPositionEncoding: amplitude * sin(position / alpha^(k / size)) for even k, the cosine for odd k.
// All positions of a row are taken to be the same: the first one is encoded.
// https://arxiv.org/abs/1706.03762
#include <algorithm>
#include <cmath>

#include "netdef/pointwise.h"

namespace netdef {
namespace {

struct SinusoidPositionEncodingArgs {
  int embedding_size = 100;
  float alpha = 10000.0f, amplitude = 1.0f;

  template <typename V>
  void Fields(V& v) {
    v("embedding_size", embedding_size, "How many numbers encode a position.");
    v("alpha", alpha, "Ratio of the longest to the shortest wavelength.");
    v("amplitude", amplitude, "Amplitude of the waves.");
    if (!V::kReads) return;
    NETDEF_ENFORCE_GE(embedding_size, 0, "embedding_size must not be negative");
    NETDEF_ENFORCE_GT(alpha, 0.0f, "alpha must be positive");
  }
};

class SinusoidPositionEncodingOp final : public KernelOperator<SinusoidPositionEncodingArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t rows = Input(0).dim(0), repeats = Input(0).dim(1), size = args_.embedding_size;
    if (repeats == 0) return;
    float* y = Output(0)->mutable_data<float>();
    DispatchTypes(IntTypes(), Input(0).dtype(), [&](auto zero) {
      const auto* positions = Input(0).data<decltype(zero)>();
      for (int64_t row = 0; row < rows; ++row) {
        float* first = y + row * repeats * size;
        Encode(static_cast<double>(positions[row * repeats]), first);
        for (int64_t r = 1; r < repeats; ++r) std::copy(first, first + size, first + r * size);
      }
    });
  }

 private:
  void Encode(double position, float* y) const {
    for (int k = 0; k < args_.embedding_size; ++k) {
      const double angle = position / std::pow(double{args_.alpha}, static_cast<double>(k) / args_.embedding_size);
      y[k] = args_.amplitude * static_cast<float>(k % 2 == 0 ? std::sin(angle) : std::cos(angle));
    }
  }
};

OPERATOR_SCHEMA(SinusoidPositionEncoding)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<SinusoidPositionEncodingArgs>()
    .Shape<SinusoidPositionEncodingArgs>([](const SinusoidPositionEncodingArgs& args, const ShapeInputs& in) {
      NETDEF_ENFORCE_EQ(in[0].dims.size(), 2u, "POSITIONS should be a 2-D tensor");
      Dims dims = in[0].dims;
      dims.push_back(args.embedding_size);
      return std::vector<TensorSpec>{{dims, DType::kFloat}};
    })
    .SetDoc("Encodes positions by waves of different lengths.\n\n"
            "Source: [Vaswani et al., 2017](https://arxiv.org/abs/1706.03762). All positions of a row must be the same.")
    .Input(0, "positions", "int32 or int64 matrix.")
    .Output(0, "output", "The encodings along a new last axis, float.");

REGISTER_CPU_OPERATOR(SinusoidPositionEncoding, SinusoidPositionEncodingOp);
SHOULD_NOT_DO_GRADIENT_BECAUSE(SinusoidPositionEncoding, "its input are positions");

}  // namespace
}  // namespace netdef
