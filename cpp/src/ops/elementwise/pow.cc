// Pow: Y = X ^ exponent, where the exponent is an argument or a second tensor.
//
// Two tensors must have the same shape, or broadcast=1 matches the second inside the first from
// `axis` on: numpy's rule came to Caffe2's other operators only.
#include <cmath>

#include "netdef/broadcast.h"
#include "netdef/proto_utils.h"

namespace netdef {
namespace {

struct PowArgs : BroadcastArgs {
  float exponent = 0.0f;

  template <typename V>
  void Fields(V& v) {
    v("exponent", exponent, "The exponent, where there is no second input.");
    BroadcastArgs::Fields(v);
  }
};

struct Pow : CostlyFormula {
  template <typename T>
  T operator()(T x, T exponent) const {
    return std::pow(x, exponent);
  }
};

struct PowOfArg : CostlyFormula {
  template <typename T>
  T operator()(T x, const PowArgs& args) const {
    return std::pow(x, static_cast<T>(args.exponent));
  }
};

struct Square {
  template <typename T>
  T operator()(T x, const PowArgs&) const {
    return x * x;
  }
};

struct Cube {
  template <typename T>
  T operator()(T x, const PowArgs&) const {
    return x * x * x;
  }
};

BroadcastPlan MakePlan(const PowArgs& args, const Dims& x, const Dims& exponent) {
  NETDEF_ENFORCE(args.broadcast || x == exponent, "Dimension mismatch - did you forget to set broadcast=1? X is [",
                 DimsString(x), "], the exponent is [", DimsString(exponent), "]");
  return BroadcastPlan(args, x, exponent);
}

class PowOp final : public KernelOperator<PowArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Prepare() override {
    if (InputSize() == 2) {
      plan_ = MakePlan(args_, Input(0).dims(), Input(1).dims());
    } else {
      NETDEF_ENFORCE(HasArgument("exponent"), "[Pow] needs the argument exponent or a second input");
    }
  }

  void Compute() override {
    DispatchTypes(FloatTypes(), Input(0).dtype(), [&](auto zero) {
      using T = decltype(zero);
      const T* x = Input(0).data<T>();
      T* y = Output(0)->mutable_data<T>();
      if (InputSize() == 2) {
        BroadcastMap(plan_, x, Input(1).data<T>(), y, Pow());
      } else if (args_.exponent == 2.0f) {
        MapElements(Input(0).numel(), y, Square(), args_, x);
      } else if (args_.exponent == 3.0f) {
        MapElements(Input(0).numel(), y, Cube(), args_, x);
      } else {
        MapElements(Input(0).numel(), y, PowOfArg(), args_, x);
      }
    });
  }

 private:
  BroadcastPlan plan_;
};

OPERATOR_SCHEMA(Pow)
    .NumInputs(1, 2)
    .NumOutputs(1)
    .AllowInplace({{0, 0}, {1, 0}})
    .Args<PowArgs>()
    .Shape<PowArgs>([](const PowArgs& args, const ShapeInputs& in) {
      if (in.size() == 2) MakePlan(args, in[0].dims, in[1].dims);
      return std::vector<TensorSpec>{in[0]};
    })
    .SetDoc("Each element of X to the power of the exponent.")
    .Input(0, "X", "Bases.")
    .Input(1, "exponent", "Exponents; without it the argument of that name.")
    .Output(0, "Y", "Shape and type of X.");

REGISTER_CPU_OPERATOR(Pow, PowOp);

class GetPowGradient final : public GradientMakerBase {
 public:
  using GradientMakerBase::GradientMakerBase;
  bool CopyArguments() const override { return false; }

  std::vector<OperatorDef> GetGradientDefs() override {
    return Args().Has("exponent") ? OfArgument(Args().Get<float>("exponent", 0.0f)) : OfTensor();
  }

 private:
  // dX = exponent * X^(exponent - 1) * dY. In place only Y is left, and X = Y^(1 / exponent).
  std::vector<OperatorDef> OfArgument(float exponent) {
    float power = exponent - 1;
    if (I(0) == O(0)) {
      NETDEF_ENFORCE(std::fabs(exponent) > 1e-12f, "[Pow] has no gradient in place for the exponent 0");
      power = (exponent - 1) / exponent;
    }
    return {CreateOperatorDef("Pow", "", {I(0)}, {GI(0)}, {MakeArgument("exponent", power)}),
            CreateOperatorDef("Mul", "", {GI(0), GO(0)}, {GI(0)}),
            CreateOperatorDef("Scale", "", {GI(0)}, {GI(0)}, {MakeArgument("scale", exponent)})};
  }

  // dX = E * X^(E - 1) * dY and dE = log(X) * Y * dY, summed over the axes along which E was stretched.
  std::vector<OperatorDef> OfTensor() {
    NETDEF_ENFORCE(I(0) != O(0) && I(1) != O(0),
                   "Gradient computation cannot be carried out if Pow uses in-place computation");
    std::vector<caffe2::Argument> rule, axis;
    const bool broadcast = Args().Has("broadcast");
    if (broadcast) {
      axis = {MakeArgument("axis", Args().Get<int>("axis", -1)), MakeArgument("axis_str", Args().Get<std::string>("axis_str", "")),
              MakeArgument("order", Args().Get<std::string>("order", "NCHW"))};
      rule = {*Args().Find("broadcast")};
      rule.insert(rule.end(), axis.begin(), axis.end());
    }
    const std::string log = GI(1) + "_autogen_pre_red";
    std::vector<OperatorDef> ops{
        CreateOperatorDef("ConstantFill", "", {I(1)}, {GI(1)}, {MakeArgument("value", 1.0f)}),
        CreateOperatorDef("Sub", "", {I(1), GI(1)}, {GI(1)}),
        CreateOperatorDef("Pow", "", {I(0), GI(1)}, {GI(0)}, rule),
        CreateOperatorDef("Mul", "", {GI(0), GO(0)}, {GI(0)}),
        CreateOperatorDef("Mul", "", {GI(0), I(1)}, {GI(0)}, rule),
        CreateOperatorDef("Log", "", {I(0)}, {log}),
        CreateOperatorDef("Mul", "", {log, O(0)}, {log}),
        CreateOperatorDef("Mul", "", {log, GO(0)}, {broadcast ? log : GI(1)}),
    };
    if (broadcast) ops.push_back(CreateOperatorDef("SumReduceLike", "", {log, I(1)}, {GI(1)}, axis));
    return ops;
  }
};

REGISTER_GRADIENT(Pow, GetPowGradient);

}  // namespace
}  // namespace netdef
