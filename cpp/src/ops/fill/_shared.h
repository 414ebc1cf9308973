// What all fillers have in common: where the shape of the output comes from.
#pragma once

#include <random>

#include "netdef/dims.h"
#include "netdef/operator.h"

namespace netdef {

struct FillArgs {
  std::vector<int64_t> shape;
  std::vector<int64_t> extra_shape;
  bool input_as_shape = false;

  template <typename V>
  void Fields(V& v) {
    v("shape", shape, "Shape of the output; absent for a scalar. Only without an input.");
    v("extra_shape", extra_shape, "Dims put after those the input gives. Only with an input.");
    v("input_as_shape", input_as_shape, "The input's contents (1-D, int64) are the shape; else its own shape is.");
    if constexpr (V::kReads) scalar_shape = v.raw().template HasSingle<int64_t>("shape");
  }

  bool scalar_shape = false;  // somebody wrote shape=3 for shape=[3]
};

// The shape of what fills `args`; false where it depends on contents that are not known.
inline bool FillDims(const FillArgs& args, const ShapeInputs& in, Dims* dims) {
  if (in.size() == 0) {
    NETDEF_ENFORCE(args.extra_shape.empty(), "Cannot set extra_shape when there is no input");
    NETDEF_ENFORCE(!args.input_as_shape, "An input must be given if input_as_shape is true");
    NETDEF_ENFORCE(!args.shape.empty() || !args.scalar_shape, "Fill 'shape' argument was a scalar, list expected");
    *dims = args.shape;
    return true;
  }
  NETDEF_ENFORCE(args.shape.empty(), "Cannot set the shape argument and pass in an input at the same time");
  if (!args.input_as_shape) {
    *dims = ConcatDims(in[0].dims, args.extra_shape);
    return true;
  }
  NETDEF_ENFORCE(in[0].dims.size() != 1 || in[0].dims[0] > 0, "When input_as_shape is true, the input must not be empty");
  NETDEF_ENFORCE_EQ(in[0].dims.size(), 1u,
                    "When input_as_shape is true, the input must be a 1D tensor of data type int64_t");
  const Tensor* shape = in.value(0);
  if (shape == nullptr) return false;
  const auto* values = shape->data<int64_t>();
  *dims = ConcatDims(Dims(values, values + shape->numel()), args.extra_shape);
  return true;
}

// What the schemas of fillers have in common that take the shape from an input or from `shape`.
inline void FillSchema(OpSchema& schema) {
  schema.NumInputs(0, 1)
      .NumOutputs(1)
      .AllowInplace({{0, 0}})
      .Input(0, "input", "Gives the shape: its own, or its contents with `input_as_shape` (optional).")
      .Output(0, "output", "The filled tensor.");
}

// The shape rule of a filler whose output is always of one type.
template <typename Args, DType kDType>
std::vector<TensorSpec> FillShape(const Args& args, const ShapeInputs& in) {
  Dims dims;
  if (!FillDims(args, in, &dims)) return {TensorSpec::Unknown(kDType)};
  return {TensorSpec(std::move(dims), kDType)};
}

// Fillers with an argument `value`, whose type may decide that of the output.
struct ValueFillArgs : FillArgs {
  DType dtype = DType::kFloat;

  template <typename V>
  void Fields(V& v) {
    FillArgs::Fields(v);
    float value = 0;
    int wire = 1;  // FLOAT
    if constexpr (V::kReads) {
      const Arguments& raw = v.raw();
      if (raw.Has("dtype")) {
        wire = raw.Get<int>("dtype", wire);
        NETDEF_ENFORCE_NE(wire, 0, "a filler cannot have undefined 'dtype' argument");
        dtype = DTypeFromWire(wire);
        constexpr int kByte = 3;  // reads as uint8 elsewhere
        NETDEF_ENFORCE(dtype != DType::kUndefined && wire != kByte,
                       "Unexpected 'dtype' argument value: ", wire);
      } else if (raw.Has("value") && !raw.HasSingle<float>("value")) {
        NETDEF_ENFORCE(raw.HasSingle<int64_t>("value"), "Argument 'value' is of unexpected type");
        dtype = DType::kInt64;
      }
    } else {
      v("value", value, "What to fill with; a float, an integer or, with dtype STRING, a string.");
      v("dtype", wire, "A TensorProto.DataType. Absent: float where `value` is a float, int64 where it is an integer.");
    }
  }
};

inline std::vector<TensorSpec> ValueFillShape(const ValueFillArgs& args, const ShapeInputs& in) {
  Dims dims;
  if (!FillDims(args, in, &dims)) return {TensorSpec::Unknown(args.dtype)};
  return {TensorSpec(std::move(dims), args.dtype)};
}

// Calls fn(T{}) for the element type of a filler with a `value`.
template <typename Fn>
void DispatchFillTypes(DType dtype, Fn&& fn) {
  DispatchTypes<float, double, bool, int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t>(dtype, std::forward<Fn>(fn));
}

// Fills `out` with what `draw` returns, one after the other.
template <typename Draw>
void FillRandom(Tensor* out, Draw&& draw) {
  auto* y = out->mutable_data<decltype(draw())>();
  for (int64_t i = 0, n = out->numel(); i < n; ++i) y[i] = draw();
}

}  // namespace netdef
