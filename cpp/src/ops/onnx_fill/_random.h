// What the operators that draw random numbers share.
#pragma once

#include <random>
#include <vector>

#include "core/onnx_type.h"
#include "netdef/onnx_operator.h"

namespace netdef {
inline namespace onnx_fill {  // other families have things of the same names

struct RandomArgs {
  DType dtype = DType::kUndefined;
  float seed = 0;
  bool seeded = false;

  template <typename V>
  void Fields(V& v) {
    ReadOnnxType(v, "dtype", "Type of the output, as ONNX's TensorProto.DataType; absent: that of the input, else float.", &dtype);
    v("seed", seed, "Seed; absent: another for each run.");
    if constexpr (V::kReads) seeded = v.raw().Has("seed");
  }

  DType OutputType(DType of_input) const { return dtype != DType::kUndefined ? dtype : of_input; }
};

// The generator of an operator with these arguments: with a seed, every run draws the same.
class Generator {
 public:
  Generator(const RandomArgs& args, CPUContext* context) : seeded_(args.seeded ? static_cast<uint32_t>(static_cast<int64_t>(args.seed)) : 0), shared_(args.seeded ? nullptr : &context->RandGenerator()) {}
  CPUContext::rand_gen_type& operator*() { return shared_ != nullptr ? *shared_ : seeded_; }

 private:
  CPUContext::rand_gen_type seeded_;
  CPUContext::rand_gen_type* shared_;
};

// Fills a float or double tensor with numbers drawn from Distribution<T>(a, b).
template <template <typename> class Distribution>
void DrawFloats(Tensor* out, float a, float b, CPUContext::rand_gen_type& generator) {
  DispatchTypes<float, double>(out->dtype(), [&](auto zero) {
    using T = decltype(zero);
    Distribution<T> distribution(static_cast<T>(a), static_cast<T>(b));
    T* y = out->mutable_data<T>();
    for (int64_t i = 0, n = out->numel(); i < n; ++i) y[i] = distribution(generator);
  });
}

inline DType CheckedFloatType(DType dtype) {
  NETDEF_ENFORCE(dtype == DType::kFloat || dtype == DType::kDouble || IsHalfWidth(dtype), "random numbers are floats, type ", DTypeName(dtype), " is asked for");
  return dtype;
}

// Real numbers drawn from a distribution with two parameters.
template <typename Args, template <typename> class Distribution>
class RandomOp final : public WidenedOperator<Args> {
 public:
  using WidenedOperator<Args>::WidenedOperator;

 protected:
  void ComputeWide() override {
    Generator generator(this->args_, &this->context_);
    DrawFloats<Distribution>(this->Output(0), this->args_.first(), this->args_.second(), *generator);
  }
};

struct UniformArgs : RandomArgs {
  float low = 0, high = 1;

  template <typename V>
  void Fields(V& v) {
    RandomArgs::Fields(v);
    v("low", low, "Lower bound.");
    v("high", high, "Upper bound.");
    if constexpr (V::kReads) NETDEF_ENFORCE(low <= high, "low must not be above high, got ", low, " and ", high);
  }
  float first() const { return low; }
  float second() const { return high; }
};

struct NormalArgs : RandomArgs {
  float mean = 0, scale = 1;

  template <typename V>
  void Fields(V& v) {
    RandomArgs::Fields(v);
    v("mean", mean, "Mean.");
    v("scale", scale, "Standard deviation.");
    if constexpr (V::kReads) NETDEF_ENFORCE(scale >= 0, "scale must not be negative, got ", scale);
  }
  float first() const { return mean; }
  float second() const { return scale; }
};

template <typename Base>
struct ShapedArgs : Base {
  Dims shape;

  template <typename V>
  void Fields(V& v) {
    Base::Fields(v);
    v.Required("shape", shape, "Shape of the output.");
  }
};

template <typename Args>
std::vector<TensorSpec> RandomShape(const Args& args, const ShapeInputs&) {
  return OneSpec(args.shape, CheckedFloatType(args.OutputType(DType::kFloat)));
}
template <typename Args>
std::vector<TensorSpec> RandomLikeShape(const Args& args, const ShapeInputs& in) {
  return OneSpec(in[0].dims, CheckedFloatType(args.OutputType(in[0].dtype)));
}

}  // namespace onnx_fill
}  // namespace netdef
