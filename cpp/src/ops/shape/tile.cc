// Tile: X `tiles` times in a row along an axis.
// dX = the sum of the tiles of dY.
#include "base/grain.h"
#include "netdef/pointwise.h"
#include "netdef/proto_utils.h"
#include "ops/shape/_shared.h"

namespace netdef {
namespace {

struct TileArgs {
  int64_t tiles = 1;
  int64_t axis = 0;
  bool has_tiles = false, has_axis = false;

  template <typename V>
  void Fields(V& v) {
    v("tiles", tiles, "How many times; needed where there is no second input.");
    v("axis", axis, "Along which axis; needed where there is no third input.");
    if (V::kReads) {
      has_tiles = v.raw().Has("tiles");
      has_axis = v.raw().Has("axis");
    }
  }
};

int64_t OneValue(const Tensor& tensor, const char* what) {
  NETDEF_ENFORCE(tensor.numel() == 1, "the input ", what, " must hold one value, got shape [", DimsString(tensor.dims()), "]");
  return tensor.IsType<int32_t>() ? *tensor.data<int32_t>() : *tensor.data<int64_t>();
}

struct Tiling {
  bool known = false;
  int64_t tiles = 0;
  size_t axis = 0;
};

// What arguments and inputs say; not known where an input's contents are not.
Tiling FindTiling(const TileArgs& args, const ShapeInputs& in) {
  int64_t tiles = args.tiles, axis = args.axis;
  if (in.size() > 1) {
    const Tensor* given = in.value(1);
    if (given == nullptr) return {};
    tiles = OneValue(*given, "tiles");
  } else {
    NETDEF_ENFORCE(args.has_tiles, "Argument `tiles` is missing and was not specified as input.");
  }
  if (in.size() > 2) {
    const Tensor* given = in.value(2);
    if (given == nullptr) return {};
    axis = OneValue(*given, "axis");
  } else {
    NETDEF_ENFORCE(args.has_axis, "Argument `axis` is missing and was not specified as input.");
  }
  NETDEF_ENFORCE_GE(tiles, 0, "tiles must not be negative");
  return {true, tiles, static_cast<size_t>(CanonicalAxis(axis, in[0].dims))};
}

std::vector<TensorSpec> TileShape(const TileArgs& args, const ShapeInputs& in) {
  const Tiling tiling = FindTiling(args, in);
  if (!tiling.known) return {TensorSpec::Unknown(in[0].dtype)};
  Dims dims = in[0].dims;
  NETDEF_ENFORCE(!__builtin_mul_overflow(dims[tiling.axis], tiling.tiles, &dims[tiling.axis]), "too many tiles: ", tiling.tiles);
  return {{dims, in[0].dtype}};
}

std::vector<TensorSpec> TileGradientShape(const TileArgs& args, const ShapeInputs& in) {
  const Tiling tiling = FindTiling(args, in);
  if (!tiling.known) return {TensorSpec::Unknown(in[0].dtype)};
  Dims dims = in[0].dims;
  NETDEF_ENFORCE(tiling.tiles > 0 && dims[tiling.axis] % tiling.tiles == 0, "[TileGradient] dY [", DimsString(dims),
                 "] does not consist of ", tiling.tiles, " tiles along axis ", tiling.axis);
  dims[tiling.axis] /= tiling.tiles;
  return {{dims, in[0].dtype}};
}

// The axis comes from the third input where there is one.
class TileBase : public KernelOperator<TileArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  int Axis() const { return CanonicalAxis(InputSize() > 2 ? OneValue(Input(2), "axis") : args_.axis, Input(0).dims()); }
};

class TileOp final : public TileBase {
 public:
  using TileBase::TileBase;

 protected:
  void Compute() override {
    const Tensor& x = Input(0);
    if (Output(0)->numel() == 0) return;
    const int64_t tiles = Output(0)->numel() / x.numel();
    const int64_t part = SizeFromDim(x.dims(), Axis());
    const void* from = x.raw_data();
    void* to = Output(0)->raw_mutable_data(x.dtype());
    ParallelFor(0, x.numel() / part, GrainFor(65536, part * tiles), [&](int64_t begin, int64_t end) {
      for (int64_t o = begin; o < end; ++o) {
        for (int64_t t = 0; t < tiles; ++t) CopyElements(x.dtype(), part, from, o * part, to, (o * tiles + t) * part);
      }
    });
  }
};

class TileGradientOp final : public TileBase {
 public:
  using TileBase::TileBase;

 protected:
  void Compute() override {
    if (Output(0)->numel() == 0) return;
    DispatchTypes(FloatTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const int64_t tiles = Input(0).numel() / Output(0)->numel();
      const int64_t part = SizeFromDim(Output(0)->dims(), Axis());
      const T* dy = Input(0).data<T>();
      T* dx = Output(0)->mutable_data<T>();
      ParallelFor(0, Output(0)->numel() / part, GrainFor(kPointwiseGrain, part * tiles), [&](int64_t begin, int64_t end) {
        for (int64_t o = begin; o < end; ++o) {
          T* to = dx + o * part;
          std::fill(to, to + part, T(0));
          for (int64_t t = 0; t < tiles; ++t) {
            const T* from = dy + (o * tiles + t) * part;
#pragma omp simd
            for (int64_t i = 0; i < part; ++i) to[i] += from[i];
          }
        }
      });
    });
  }
};

OPERATOR_SCHEMA(Tile)
    .NumInputs(1, 3)
    .NumOutputs(1)
    .Args<TileArgs>()
    .Shape<TileArgs>(TileShape)
    .SetDoc("Repeats a tensor along an axis.")
    .Input(0, "X", "Tensor of any type.")
    .Input(1, "tiles", "How many times: one int32 or int64; without it the argument.")
    .Input(2, "axis", "Along which axis: one int32 or int64; without it the argument.")
    .Output(0, "Y", "X `tiles` times in a row.");

OPERATOR_SCHEMA(TileGradient)
    .NumInputs(1, 3)
    .NumOutputs(1)
    .Args<TileArgs>()
    .Shape<TileArgs>(TileGradientShape)
    .SetDoc("Gradient of Tile: the sum of the tiles.")
    .Input(0, "dY", "Gradient of Y.")
    .Input(1, "tiles", "As for Tile.")
    .Input(2, "axis", "As for Tile.")
    .Output(0, "dX", "Gradient of X.");

REGISTER_CPU_OPERATOR(Tile, TileOp);
REGISTER_CPU_OPERATOR(TileGradient, TileGradientOp);

class GetTileGradient final : public GradientMakerBase {
 public:
  using GradientMakerBase::GradientMakerBase;

  std::vector<OperatorDef> GetGradientDefs() override {
    std::vector<std::string> inputs{GO(0)};
    for (int i = 1; i < InputSize(); ++i) inputs.push_back(I(i));
    return SingleGradientDef("TileGradient", "", inputs, {GI(0)});
  }
};

REGISTER_GRADIENT(Tile, GetTileGradient);

}  // namespace
}  // namespace netdef
