// GivenTensorFill and its typed forms: the output's elements are listed in the argument `values`.
// They are read straight from the definition: weights of old models live there, and one copy is enough.
#include <cstring>

#include "caffe2/proto/caffe2.pb.h"
#include "ops/fill/_shared.h"

namespace netdef {
namespace {

// `T` is the type the operator's name promises; only GivenTensorFill itself looks at `dtype`.
template <typename T>
struct GivenFillArgs : FillArgs {
  DType dtype = DTypeOf<T>::value;
  int64_t count = 0;  // of values

  template <typename V>
  void Fields(V& v) {
    FillArgs::Fields(v);
    if constexpr (V::kReads) {
      NETDEF_ENFORCE(v.raw().Has("values"), "the required argument 'values' is missing");
      if constexpr (std::is_same_v<T, float>) ReadDType(v.raw());
      count = Count(*v.raw().Find("values"));
    } else {
      std::vector<std::conditional_t<std::is_same_v<T, uint8_t>, std::string, T>> values;
      v.Required("values", values, "The elements in row-major order; for bytes, one string.");
      if constexpr (std::is_same_v<T, float>) {
        int wire = 1;
        v("dtype", wire, "A TensorProto.DataType, or its name: the type of the output and of `values`.");
      }
    }
  }

  int64_t Count(const caffe2::Argument& values) const {
    if constexpr (std::is_same_v<T, uint8_t>) {
      NETDEF_ENFORCE_EQ(values.strings_size(), 1, "[GivenTensorByteStringToUInt8Fill] expected one string of bytes");
      return static_cast<int64_t>(values.strings(0).size());
    } else {
      switch (dtype) {
        case DType::kFloat:
        case DType::kDouble: return values.floats_size();
        case DType::kString: return values.strings_size();
        default: return values.ints_size();
      }
    }
  }

  void ReadDType(const Arguments& raw) {
    if (!raw.Has("dtype")) return;
    if (raw.HasSingle<std::string>("dtype")) {
      dtype = DTypeFromName(raw.Get<std::string>("dtype", ""));
    } else {
      dtype = DTypeFromWire(raw.Get<int>("dtype", 1));
    }
    NETDEF_ENFORCE(dtype != DType::kUndefined, "Cannot have undefined 'dtype' argument");
    const auto is_one_of = [&](std::initializer_list<DType> types) {
      return std::find(types.begin(), types.end(), dtype) != types.end();
    };
    NETDEF_ENFORCE(is_one_of({DType::kFloat, DType::kDouble, DType::kBool, DType::kInt16, DType::kInt32, DType::kInt64,
                              DType::kString}),
                   "Unexpected 'dtype' argument value: ", DTypeName(dtype));
  }
};

template <typename T>
std::vector<TensorSpec> GivenFillShape(const GivenFillArgs<T>& args, const ShapeInputs& in) {
  Dims dims;
  if (!FillDims(args, in, &dims)) return {TensorSpec::Unknown(args.dtype)};
  // Before memory is taken for a shape that nothing fills.
  NETDEF_ENFORCE_EQ(NumElements(dims), args.count, "a tensor of shape [", DimsString(dims),
                    "] was given the wrong number of values");
  return {TensorSpec(std::move(dims), args.dtype)};
}

template <typename T>
class GivenTensorFillOp final : public KernelOperator<GivenFillArgs<T>> {
  using Base = KernelOperator<GivenFillArgs<T>>;

 public:
  using Base::Base;

 protected:
  void Compute() override {
    const caffe2::Argument& values = *this->arguments().Find("values");
    Tensor* out = this->Output(0);
    if constexpr (std::is_same_v<T, uint8_t>) {
      const std::string& bytes = values.strings(0);
      if (!bytes.empty()) std::memcpy(out->mutable_data<uint8_t>(), bytes.data(), bytes.size());
    } else {
      switch (this->args_.dtype) {
        case DType::kFloat: return Copy<float>(values.floats());
        case DType::kDouble: return Copy<double>(values.floats());
        case DType::kBool: return Copy<bool>(values.ints());
        case DType::kInt16: return Copy<int16_t>(values.ints());
        case DType::kInt32: return Copy<int32_t>(values.ints());
        case DType::kInt64: return Copy<int64_t>(values.ints());
        default: return Copy<std::string>(values.strings());
      }
    }
  }

 private:
  template <typename Element, typename List>
  void Copy(const List& values) {
    auto* y = this->Output(0)->template mutable_data<Element>();
    if constexpr (std::is_same_v<Element, int16_t> || std::is_same_v<Element, int32_t>) {
      using Limits = std::numeric_limits<Element>;
      for (int i = 0; i < values.size(); ++i) {
        NETDEF_ENFORCE(values[i] >= Limits::min() && values[i] <= Limits::max(), "Value ", values[i],
                       " of argument values cannot be represented correctly in the target type");
        y[i] = static_cast<Element>(values[i]);
      }
    } else {
      std::copy(values.begin(), values.end(), y);
    }
  }
};

#define GIVEN_TENSOR_FILL(name, T, summary)                                                              \
  OPERATOR_SCHEMA(name)                                                                                  \
      .NumInputs(0, 1)                                                                                   \
      .NumOutputs(1)                                                                                     \
      .Args<GivenFillArgs<T>>()                                                                          \
      .Shape<GivenFillArgs<T>>(GivenFillShape<T>)                                                        \
      .SetDoc(summary "\n\nThe number of values must be the number of elements of the shape.")           \
      .Input(0, "input", "Gives the shape: its own, or its contents with `input_as_shape` (optional).")  \
      .Output(0, "output", "The filled tensor.");                                                        \
  REGISTER_CPU_OPERATOR(name, GivenTensorFillOp<T>);                                                     \
  NO_GRADIENT(name)

GIVEN_TENSOR_FILL(GivenTensorFill, float, "A tensor whose elements are listed in `values`; float unless `dtype` says otherwise.");
GIVEN_TENSOR_FILL(GivenTensorDoubleFill, double, "A double tensor whose elements are listed in `values`.");
GIVEN_TENSOR_FILL(GivenTensorBoolFill, bool, "A bool tensor whose elements are listed in `values`.");
GIVEN_TENSOR_FILL(GivenTensorInt16Fill, int16_t, "An int16 tensor whose elements are listed in `values`.");
GIVEN_TENSOR_FILL(GivenTensorIntFill, int32_t, "An int32 tensor whose elements are listed in `values`.");
GIVEN_TENSOR_FILL(GivenTensorInt64Fill, int64_t, "An int64 tensor whose elements are listed in `values`.");
GIVEN_TENSOR_FILL(GivenTensorStringFill, std::string, "A string tensor whose elements are listed in `values`.");
GIVEN_TENSOR_FILL(GivenTensorByteStringToUInt8Fill, uint8_t, "A uint8 tensor whose elements are the bytes of one string in `values`.");

#undef GIVEN_TENSOR_FILL

}  // namespace
}  // namespace netdef
