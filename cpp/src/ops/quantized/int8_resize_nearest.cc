// Int8ResizeNearest: nearest-neighbour resize of an NHWC tensor; output pixel p shows input pixel floor(p / scale).
#include "base/grain.h"
#include "ops/quantized/_shared.h"

namespace netdef {
namespace {

struct ResizeArgs : int8::OutputArgs {
  float width_scale = 1.0f, height_scale = 1.0f;
  std::vector<int> output_size;

  template <typename V>
  void Fields(V& v) {
    OutputArgs::Fields(v);
    v("width_scale", width_scale, "Output width over input width.");
    v("height_scale", height_scale, "Output height over input height.");
    v("output_size", output_size, "Height and width of the output, in place of the scales.");
    if constexpr (V::kReads) {
      NETDEF_ENFORCE(output_size.empty() || output_size.size() == 2, "output_size expects height and width");
      NETDEF_ENFORCE(width_scale > 0 && height_scale > 0, "expected positive scales, got ", width_scale, " and ",
                     height_scale);
    }
  }
};

// Of one axis. Caffe2 divided integers where output_size is given, so only whole factors give that very size.
float Scale(const ResizeArgs& args, size_t axis, int64_t in) {
  if (args.output_size.empty()) return axis == 0 ? args.height_scale : args.width_scale;
  return in > 0 ? static_cast<float>(args.output_size[axis] / in) : 0.0f;
}

std::vector<TensorSpec> ResizeShape(const ResizeArgs& args, const ShapeInputs& in) {
  const Dims& x = in[0].dims;
  NETDEF_ENFORCE_EQ(x.size(), 4u, "[Int8ResizeNearest] expects an image of shape (N, H, W, C)");
  const auto size = [&](size_t axis) {
    const double out = static_cast<double>(static_cast<float>(x[axis + 1]) * Scale(args, axis, x[axis + 1]));
    NETDEF_ENFORCE(out >= 0 && out < 0x1p31, "[Int8ResizeNearest] the output would have ", out, " pixels along an axis");
    return static_cast<int64_t>(out);
  };
  return {int8::Spec({x[0], size(0), size(1), x[3]})};
}

class Int8ResizeNearestOp final : public int8::Int8Operator<ResizeArgs> {
 public:
  using Int8Operator::Int8Operator;

 protected:
  void Prepare() override {
    const Tensor& x = X(0).t;
    const Tensor& y = Y()->t;
    rows_ = Sources(0, x.dim(1), y.dim(1));
    columns_ = Sources(1, x.dim(2), y.dim(2));
  }

  void Compute() override {
    RequireQuantizationOf(X(0));
    const Tensor& input = X(0).t;
    const uint8_t* x = input.data<uint8_t>();
    Tensor& output = Y()->t;
    uint8_t* y = output.mutable_data<uint8_t>();
    if (output.numel() == 0) return;
    const int64_t channels = input.dim(3), in_row = input.dim(2) * channels, out_row = output.dim(2) * channels;
    const auto height = static_cast<int64_t>(rows_.size());
    ParallelFor(0, input.dim(0) * height, GrainFor(int8::kGrain, out_row), [&](int64_t begin, int64_t end) {
      for (int64_t r = begin; r < end; ++r) {
        const uint8_t* from = x + (r / height * input.dim(1) + rows_[static_cast<size_t>(r % height)]) * in_row;
        uint8_t* to = y + r * out_row;
        for (int64_t column : columns_) {
          std::memcpy(to, from + column * channels, static_cast<size_t>(channels));
          to += channels;
        }
      }
    });
  }

 private:
  std::vector<int64_t> Sources(size_t axis, int64_t in, int64_t out) const {
    const float scale = Scale(args_, axis, in);
    std::vector<int64_t> sources;
    for (int64_t p = 0; p < out; ++p) {
      sources.push_back(std::min(static_cast<int64_t>(static_cast<float>(p) / scale), in - 1));
    }
    return sources;
  }

  std::vector<int64_t> rows_, columns_;
};

OPERATOR_SCHEMA(Int8ResizeNearest)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<ResizeArgs>()
    .Shape<ResizeArgs>(ResizeShape)
    .SetDoc("Nearest-neighbour resize of a quantized image. Y_scale and Y_zero_point must be those of the input.\n\n"
            "Sizes are rounded down. output_size is honoured up to the whole factor below it, as in Caffe2.")
    .Input(0, "X", "Int8Tensor of shape (N, H, W, C).")
    .Output(0, "Y", "Int8Tensor of shape (N, H * height_scale, W * width_scale, C).");

REGISTER_CPU_OPERATOR(Int8ResizeNearest, Int8ResizeNearestOp);
INT8_NO_GRADIENT(Int8ResizeNearest);

}  // namespace
}  // namespace netdef
