// UniformFill, UniformIntFill: independent samples of a uniform distribution between min and max, the
// integer one including both. Float16UniformFill is UniformFill in half precision.
#include "core/random_numbers.h"
#include "core/random_operators.h"
#include "ops/fill/_shared.h"

namespace netdef {
namespace {

template <typename T>
struct UniformFillArgs : FillArgs {
  T min = 0;
  T max = 1;

  template <typename V>
  void Fields(V& v) {
    FillArgs::Fields(v);
    v("min", min, "Smallest value.");
    v("max", max, "Largest value.");
    if constexpr (V::kReads) has_range = v.raw().Has("min") || v.raw().Has("max");
  }

  bool has_range = false;
};

template <typename T>
std::vector<TensorSpec> UniformFillShape(const UniformFillArgs<T>& args, const ShapeInputs& in) {
  if (in.size() != 3) {
    NETDEF_ENFORCE_LT(args.min, args.max, "[UniformFill] Max value should be bigger than min value.");
    return FillShape<UniformFillArgs<T>, DTypeOf<T>::value>(args, in);
  }
  NETDEF_ENFORCE(!args.has_range, "[UniformFill] Cannot set both min/max arguments and min/max input blobs");
  std::vector<TensorSpec> out = FillShape<UniformFillArgs<T>, DTypeOf<T>::value>(args, in);
  const Tensor *min = in.value(1), *max = in.value(2);
  if (min == nullptr || max == nullptr) return {TensorSpec::Unknown(DTypeOf<T>::value)};
  NETDEF_ENFORCE(min->numel() == 1 && max->numel() == 1, "[UniformFill] min and max must have one element each");
  // No number lies between them: the real one answers with no rows at all.
  if (*min->data<T>() > *max->data<T>() && out[0].known && !out[0].dims.empty()) out[0].dims[0] = 0;
  return out;
}

template <typename T>
class UniformFillOp final : public KernelOperator<UniformFillArgs<T>> {
  using Base = KernelOperator<UniformFillArgs<T>>;

 public:
  using Base::Base;

 protected:
  void Compute() override {
    const bool blobs = this->InputSize() == 3;
    const T min = blobs ? *this->Input(1).template data<T>() : this->args_.min;
    const T max = blobs ? *this->Input(2).template data<T>() : this->args_.max;
    if (min > max) return;
    auto& generator = this->context_.RandGenerator();
    FillRandom(this->Output(0), [&] {
      if constexpr (std::is_integral_v<T>) {
        return DrawInteger(generator, min, max);
      } else {
        return DrawUniform(generator, min, max);
      }
    });
  }
};

OPERATOR_SCHEMA(UniformFill)
    .NumInputs(std::set<int>{0, 1, 3})
    .NumOutputs(1)
    .Args<UniformFillArgs<float>>()
    .Shape<UniformFillArgs<float>>(UniformFillShape<float>)
    .SetDoc("Fills a float tensor with numbers distributed evenly between `min` and `max`.")
    .Input(0, "shape", "Gives the shape: its own, or its contents with `input_as_shape` (optional).")
    .Input(1, "min", "Smallest value, one element, instead of the argument (optional).")
    .Input(2, "max", "Largest value, one element, instead of the argument (optional).")
    .Output(0, "output", "The filled tensor.");

OPERATOR_SCHEMA(UniformIntFill)
    .NumInputs(std::set<int>{0, 1, 3})
    .NumOutputs(1)
    .Args<UniformFillArgs<int>>()
    .Shape<UniformFillArgs<int>>(UniformFillShape<int>)
    .SetDoc("Fills an int32 tensor with numbers distributed evenly between `min` and `max`, both included.")
    .Input(0, "shape", "Gives the shape: its own, or its contents with `input_as_shape` (optional).")
    .Input(1, "min", "Smallest value, one element, instead of the argument (optional).")
    .Input(2, "max", "Largest value, one element, instead of the argument (optional).")
    .Output(0, "output", "The filled tensor.");

struct HalfUniformFillArgs {
  std::vector<int64_t> shape;
  float min = 0;
  float max = 1;

  template <typename V>
  void Fields(V& v) {
    v("shape", shape, "Shape of the output, at least one dim.");
    v("min", min, "Smallest value.");
    v("max", max, "Largest value.");
  }
};

std::vector<TensorSpec> HalfUniformFillShape(const HalfUniformFillArgs& args, const ShapeInputs&) {
  NETDEF_ENFORCE(!args.shape.empty(), "[Float16UniformFill] expected a shape of at least one dimension");
  NETDEF_ENFORCE_LT(args.min, args.max, "[Float16UniformFill] Max value should be bigger than min value.");
  return {TensorSpec(args.shape, DType::kHalf)};
}

class Float16UniformFillOp final : public KernelOperator<HalfUniformFillArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    auto& generator = context_.RandGenerator();
    FillRandom(Output(0), [&] { return Half(DrawUniform(generator, args_.min, args_.max)); });
  }
};

OPERATOR_SCHEMA(Float16UniformFill)
    .NumInputs(0)
    .NumOutputs(1)
    .Args<HalfUniformFillArgs>()
    .Shape<HalfUniformFillArgs>(HalfUniformFillShape)
    .SetDoc("Fills a half-precision tensor with numbers distributed evenly between `min` and `max`.")
    .Output(0, "output", "The filled tensor.");

REGISTER_CPU_OPERATOR(UniformFill, UniformFillOp<float>);
REGISTER_RANDOM_OPERATOR("", UniformFill);
NO_GRADIENT(UniformFill);
REGISTER_CPU_OPERATOR(UniformIntFill, UniformFillOp<int>);
REGISTER_RANDOM_OPERATOR("", UniformIntFill);
NO_GRADIENT(UniformIntFill);
REGISTER_CPU_OPERATOR(Float16UniformFill, Float16UniformFillOp);
REGISTER_RANDOM_OPERATOR("", Float16UniformFill);
NO_GRADIENT(Float16UniformFill);

}  // namespace
}  // namespace netdef
