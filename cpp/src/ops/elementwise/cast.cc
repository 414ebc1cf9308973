// Cast: every element as another type. Floats are cut off towards zero; what an integer type cannot
// hold becomes what x86 makes of it: the least int32 or int64, of which narrower types keep the low bits.
// Strings are what std::to_string makes: integers in decimal, floats with six digits after the point.
//
// Known difference: half-precision floats are converted too.
#include <limits>
#include <string>

#include "netdef/pointwise.h"
#include "netdef/proto_utils.h"

namespace netdef {
namespace {

template <typename V>
void TypeField(V& v, const char* name, bool required, DType* dtype, const char* help) {
  if (V::kReads && v.raw().template HasSingle<int64_t>(name)) {
    int code = 0;
    v(name, code, help);
    *dtype = DTypeFromWire(code);
    NETDEF_ENFORCE(*dtype != DType::kUndefined, "Unexpected '", name, "' argument value: ", code);
    return;
  }
  std::string text;
  if (required) {
    v.Required(name, text, help);
  } else {
    v(name, text, help);
  }
  *dtype = text.empty() ? DType::kUndefined : DTypeFromName(text);
  if (V::kReads) {
    NETDEF_ENFORCE(*dtype != DType::kUndefined || (!required && text.empty()), "Unexpected '", name,
                   "' argument value: '", text, "'");
  }
}

struct CastArgs {
  DType to = DType::kUndefined;
  DType from_type = DType::kUndefined;

  template <typename V>
  void Fields(V& v) {
    TypeField(v, "to", true, &to, "Element type of Y: a TensorProto.DataType or its name in either case.");
    TypeField(v, "from_type", false, &from_type, "Element type of X; only the gradient needs it.");
  }
};

template <typename To, typename From>
To CutOff(From x) {
  constexpr From kEnd = static_cast<From>(To(1) << (8 * sizeof(To) - 2)) * From(2);
  return x >= -kEnd && x < kEnd ? static_cast<To>(x) : std::numeric_limits<To>::min();
}

template <typename To, typename From>
To Convert(From x) {
  if constexpr (std::is_same_v<From, Half>) {
    return Convert<To>(static_cast<float>(x));
  } else if constexpr (std::is_same_v<To, Half>) {
    return Half(static_cast<float>(x));
  } else if constexpr (std::is_same_v<To, bool>) {
    return x != From(0);
  } else if constexpr (std::is_floating_point_v<From> && std::is_same_v<To, int64_t>) {
    return CutOff<int64_t>(x);
  } else if constexpr (std::is_floating_point_v<From> && std::is_integral_v<To>) {
    return static_cast<To>(CutOff<int32_t>(x));
  } else {
    return static_cast<To>(x);
  }
}

template <typename To>
struct CastTo {
  template <typename From>
  To operator()(From x, const NoArgs&) const {
    return Convert<To>(x);
  }
};

template <>
struct CastTo<std::string> {
  template <typename From>
  std::string operator()(From x, const NoArgs&) const {
    if constexpr (std::is_same_v<From, Half>) {
      return std::to_string(static_cast<float>(x));
    } else {
      return std::to_string(x);
    }
  }
};

using CastTypes = TypeList<float, double, Half, int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, bool>;
using CastTargets = TypeList<float, double, Half, int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, bool, std::string>;

class CastOp final : public KernelOperator<CastArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    if (Input(0).dtype() == args_.to) {
      Output(0)->CopyFrom(Input(0));
      return;
    }
    DispatchTypes(CastTypes(), Input(0).dtype(), [&](auto from) {
      using From = decltype(from);
      DispatchTypes(CastTargets(), args_.to, [&](auto to) {
        using To = decltype(to);
        MapElements(Input(0).numel(), Output(0)->mutable_data<To>(), CastTo<To>(), NoArgs(), Input(0).data<From>());
      });
    });
  }
};

OPERATOR_SCHEMA(Cast)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<CastArgs>()
    .Shape<CastArgs>([](const CastArgs& args, const ShapeInputs& in) {
      return std::vector<TensorSpec>{{in[0].dims, args.to}};
    })
    .SetDoc("Converts each element to another type.")
    .Differs("Half-precision floats are converted too; Caffe2 refused them on the CPU.")
    .Input(0, "X", "Tensor of numbers or bools.")
    .Output(0, "Y", "Shape of X, type `to`, which may be string.");

REGISTER_CPU_OPERATOR(Cast, CastOp);

// dX is dY cast back, so the maker has to be told what X was: `from_type`.
class GetCastGradient final : public GradientMakerBase {
 public:
  using GradientMakerBase::GradientMakerBase;
  bool CopyArguments() const override { return false; }

  std::vector<OperatorDef> GetGradientDefs() override {
    const CastArgs args = ParseArgs<CastArgs>(Args());
    NETDEF_ENFORCE(args.from_type != DType::kUndefined,
                   "Argument 'from_type' of type int or string is required to get the gradient of CastOp");
    return {CreateOperatorDef("Cast", "", {GO(0)}, {GI(0)},
                              {MakeArgument("to", GetDTypeInfo(args.from_type).wire),
                               MakeArgument("from_type", GetDTypeInfo(args.to).wire)})};
  }
};

REGISTER_GRADIENT(Cast, GetCastGradient);

}  // namespace
}  // namespace netdef
