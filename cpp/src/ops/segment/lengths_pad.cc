// LengthsPad: pads each segment at its end to a common length.
#include "ops/segment/_lengths.h"

namespace netdef {
namespace {

struct LengthsPadArgs {
  double padding_value = -1;
  int64_t target_length = -1;

  template <typename V>
  void Fields(V& v) {
    v("padding_value", padding_value, "What to pad with.");
    v("target_length", target_length, "Rows of each padded segment; must be positive.");
    if constexpr (V::kReads) NETDEF_ENFORCE_GE(target_length, 1, "[LengthsPad] target_length argument must be >= 1");
  }
};

std::vector<TensorSpec> LengthsPadShape(const LengthsPadArgs& args, const ShapeInputs& in) {
  NETDEF_ENFORCE_EQ(in[1].dims.size(), 1u, "[LengthsPad] LENGTHS must be 1-D");
  NETDEF_ENFORCE_GE(in[0].dims.size(), 1u, "[LengthsPad] DATA should be at least 1-D");
  Dims out = in[0].dims;
  NETDEF_ENFORCE(!__builtin_mul_overflow(in[1].dims[0], args.target_length, &out[0]), "[LengthsPad] target_length ", args.target_length,
                 " is too large");
  return {TensorSpec(out, in[0].dtype)};
}

class LengthsPadOp final : public KernelOperator<LengthsPadArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    DispatchTypes<float, double, int32_t, int64_t>(Input(0).dtype(), [&](auto zero) { Run<decltype(zero)>(); });
  }

 private:
  template <typename T>
  void Run() {
    const int64_t block = Input(0).size_from_dim(1), segments = Input(1).numel();
    const auto* lengths = Input(1).data<int32_t>();
    NETDEF_ENFORCE_EQ(TotalLength(lengths, segments), Input(0).dim(0), "[LengthsPad] the sum of LENGTHS must be the number of rows");
    const T* x = Input(0).data<T>();
    T* y = Output(0)->mutable_data<T>();
    for (int64_t s = 0; s < segments; ++s) {
      NETDEF_ENFORCE(lengths[s] <= args_.target_length, "[LengthsPad] Length at index = ", s, " is larger than target length: ",
                     lengths[s], " vs ", args_.target_length);
      y = std::copy_n(x, lengths[s] * block, y);
      x += lengths[s] * block;
      y = std::fill_n(y, (args_.target_length - lengths[s]) * block, static_cast<T>(args_.padding_value));
    }
  }
};

OPERATOR_SCHEMA(LengthsPad)
    .NumInputs(2)
    .NumOutputs(1)
    .Args<LengthsPadArgs>()
    .Shape<LengthsPadArgs>(LengthsPadShape)
    .SetDoc("Pads each segment at its end to `target_length` rows.")
    .Input(0, "DATA", "The rows of all segments: float, double, int32 or int64.")
    .Input(1, "LENGTHS", "How many rows each segment has, at most `target_length`, 1-D int32.")
    .Output(0, "OUTPUT", "Segments * target_length rows.");

REGISTER_CPU_OPERATOR(LengthsPad, LengthsPadOp);
NO_GRADIENT_BECAUSE(LengthsPad, "Caffe2 has none for it");

}  // namespace
}  // namespace netdef
