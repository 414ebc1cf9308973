// FloatToFusedRandRowwiseQuantized: each row to `bitwidth` bits between its smallest and largest element,
// rounded to nearest or at random with the right mean. A fused row is: bitwidth (1 byte), how many
// elements the last byte lacks (1 byte), min and max (floats), then the packed elements. With s bytes of
// elements, element j is in byte j % s, the (j / s)-th from its low end.
#include <cstring>
#include <random>

#include "core/random_operators.h"
#include "netdef/operator.h"

namespace netdef {
namespace {

constexpr int64_t kHeader = 2 + 2 * static_cast<int64_t>(sizeof(float));
constexpr float kEpsilon = 1e-8f;

struct RandQuantizeArgs {
  int bitwidth = 8;
  bool random = true;

  template <typename V>
  void Fields(V& v) {
    v("bitwidth", bitwidth, "Bits for each element: 1, 2, 4 or 8.");
    v("random", random, "Round up with the probability of the fraction instead of to the nearest.");
    if constexpr (V::kReads) {
      NETDEF_ENFORCE(bitwidth == 1 || bitwidth == 2 || bitwidth == 4 || bitwidth == 8,
                     "[FloatToFusedRandRowwiseQuantized] Unsupported bitwidth: ", bitwidth);
    }
  }
  int64_t per_byte() const { return 8 / bitwidth; }
};

std::vector<TensorSpec> QuantizedShape(const RandQuantizeArgs& args, const ShapeInputs& in) {
  NETDEF_ENFORCE_EQ(in[0].dims.size(), 2u, "[FloatToFusedRandRowwiseQuantized] Expect input to be a matrix. Reshape the input tensor to a matrix for usage.");
  const int64_t n = in[0].dims[1];
  return {TensorSpec({in[0].dims[0], kHeader + (n + args.per_byte() - 1) / args.per_byte()}, DType::kUint8)};
}

float Gap(float low, float high, int bits) { return (high - low) / static_cast<float>((1 << bits) - 1) + kEpsilon; }

class FloatToFusedRandRowwiseQuantizedOp final : public KernelOperator<RandQuantizeArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t rows = Input(0).dim(0), n = Input(0).dim(1), bytes = Output(0)->dim(1), segment = bytes - kHeader;
    const int bits = args_.bitwidth;
    const float* x = Input(0).data<float>();
    auto* out = Output(0)->mutable_data<uint8_t>();
    std::uniform_real_distribution<float> chance(0.0f, 1.0f);
    const auto top = static_cast<float>((1 << bits) - 1);
    for (int64_t r = 0; r < rows; ++r, x += n, out += bytes) {
      float low = 0, high = 0;
      if (n > 0) {
        low = *std::min_element(x, x + n);
        high = *std::max_element(x, x + n);
      }
      out[0] = static_cast<uint8_t>(bits);
      out[1] = static_cast<uint8_t>(segment * args_.per_byte() - n);
      std::memcpy(out + 2, &low, sizeof low);
      std::memcpy(out + 2 + sizeof low, &high, sizeof high);
      uint8_t* packed = out + kHeader;
      std::memset(packed, 0, static_cast<size_t>(segment));
      const float gap = Gap(low, high, bits);
      for (int64_t j = 0; j < n; ++j) {
        const float value = (x[j] - low) / gap, below = std::floor(value);
        const bool up = value - below > (args_.random ? 1.0f - chance(context_.RandGenerator()) : 0.5f);
        const float q = std::min(std::max(below + (up ? 1.0f : 0.0f), 0.0f), top);
        packed[j % segment] = static_cast<uint8_t>(packed[j % segment] | static_cast<int>(q) << (j / segment * bits));
      }
    }
  }
};

// The shape is in the headers: all rows have the bitwidth and tail of the first.
std::vector<TensorSpec> RestoredShape(const ShapeInputs& in) {
  NETDEF_ENFORCE(in[0].dims.size() == 2 && in[0].dims[1] >= kHeader,
                 "[FusedRandRowwiseQuantizedToFloat] expected a matrix of fused rows, got shape [", DimsString(in[0].dims), "]");
  const Tensor* input = in.value(0);
  if (input == nullptr) return {TensorSpec::Unknown(DType::kFloat)};
  const int64_t rows = in[0].dims[0], bytes = in[0].dims[1];
  if (rows == 0) return {TensorSpec({0, 0}, DType::kFloat)};
  const auto* q = input->data<uint8_t>();
  const int bits = q[0], tail = q[1];
  NETDEF_ENFORCE(bits == 1 || bits == 2 || bits == 4 || bits == 8, "[FusedRandRowwiseQuantizedToFloat] Unsupported bitwidth: ", bits);
  const int64_t n = (bytes - kHeader) * (8 / bits) - tail;
  NETDEF_ENFORCE(n >= 0 && tail < 8 / bits, "[FusedRandRowwiseQuantizedToFloat] the first row has a wrong header");
  return {TensorSpec({rows, n}, DType::kFloat)};
}

class FusedRandRowwiseQuantizedToFloatOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const int64_t rows = Input(0).dim(0), bytes = Input(0).dim(1), segment = bytes - kHeader, n = Output(0)->dim(1);
    const auto* in = Input(0).data<uint8_t>();
    float* y = Output(0)->mutable_data<float>();
    if (rows == 0) return;
    const int bits = in[0];
    const int mask = (1 << bits) - 1;
    for (int64_t r = 0; r < rows; ++r, in += bytes, y += n) {
      float low, high;
      std::memcpy(&low, in + 2, sizeof low);
      std::memcpy(&high, in + 2 + sizeof low, sizeof high);
      const float gap = Gap(low, high, bits);
      for (int64_t j = 0; j < n; ++j) {
        const int q = (in[kHeader + j % segment] >> (j / segment * bits)) & mask;
        y[j] = low + static_cast<float>(q) * gap;
      }
    }
  }
};

OPERATOR_SCHEMA(FloatToFusedRandRowwiseQuantized)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<RandQuantizeArgs>()
    .Shape<RandQuantizeArgs>(QuantizedShape)
    .SetDoc("Quantizes each row to a few bits, rounded to the nearest or at random with the right mean.\n\n"
            "A fused row holds the bitwidth, its tail, min and max in 10 bytes before the packed elements.")
    .Input(0, "input", "Matrix of floats.")
    .Output(0, "output", "Fused rows, uint8.");

OPERATOR_SCHEMA(FusedRandRowwiseQuantizedToFloat)
    .NumInputs(1)
    .NumOutputs(1)
    .Shape(RestoredShape)
    .SetDoc("Turns what FloatToFusedRandRowwiseQuantized made back into floats.")
    .Input(0, "quantized_input", "Fused rows, uint8.")
    .Output(0, "float_input", "Matrix of floats.");

REGISTER_CPU_OPERATOR(FloatToFusedRandRowwiseQuantized, FloatToFusedRandRowwiseQuantizedOp);
REGISTER_RANDOM_OPERATOR("", FloatToFusedRandRowwiseQuantized);
NO_GRADIENT(FloatToFusedRandRowwiseQuantized);
REGISTER_CPU_OPERATOR(FusedRandRowwiseQuantizedToFloat, FusedRandRowwiseQuantizedToFloatOp);
NO_GRADIENT(FusedRandRowwiseQuantizedToFloat);

}  // namespace
}  // namespace netdef
