// ATen: functions of PyTorch's tensor library, which models exported from it to Caffe2 call by name (argument
// "operator") where Caffe2 had no operator of its own. Those that such models used are served; most are another
// operator under another name. Scalars of the call are arguments named as PyTorch names them.
// https://pytorch.org/cppdocs/
#include <algorithm>
#include <numeric>

#include "caffe2/proto/caffe2.pb.h"
#include "netdef/dims.h"
#include "netdef/operator.h"
#include "netdef/rows.h"

namespace netdef {
namespace {

class ATenOp;
using Function = void (*)(ATenOp&);

class ATenOp final : public OperatorBase {
 public:
  ATenOp(const OperatorDef& def, Workspace* ws);

  const Tensor& In(int i) const { return Input<Tensor>(i); }
  Tensor* Out(int i, const Dims& dims, DType dtype) {
    Tensor* out = Output<Tensor>(i);
    out->Resize(dims, dtype);
    return out;
  }
  void Need(int inputs) const { NETDEF_ENFORCE_EQ(InputSize(), inputs, "ATen function '", name_, "': wrong number of inputs"); }
  int64_t IntArgument(const char* name, int64_t fallback) const { return GetSingleArgument<int64_t>(name, fallback); }

  // Runs an operator of another type in this one's place, with the same blobs.
  OperatorDef Renamed(const std::string& type) const {
    OperatorDef def;
    def.set_type(type);
    *def.mutable_input() = debug_def().input();
    *def.mutable_output() = debug_def().output();
    return def;
  }
  void Run(const OperatorDef& def) { CreateOperator(std::make_shared<const OperatorDef>(def), workspace())->Run(); }
  // The argument `from` as argument `to` of `def`.
  void Pass(const char* from, const char* to, OperatorDef* def) const {
    for (const auto& arg : debug_def().arg()) {
      if (arg.name() != from) continue;
      *def->add_arg() = arg;
      def->mutable_arg(def->arg_size() - 1)->set_name(to);
    }
  }
  static void AddInt(OperatorDef* def, const char* name, int64_t value) {
    auto* arg = def->add_arg();
    arg->set_name(name);
    arg->set_i(value);
  }
  static void AddInts(OperatorDef* def, const char* name, const std::vector<int>& values) {
    auto* arg = def->add_arg();
    arg->set_name(name);
    for (int v : values) arg->add_ints(v);
  }

 protected:
  bool RunOnce(int /*stream_id*/) override {
    function_(*this);
    return true;
  }

 private:
  std::string name_;
  Function function_ = nullptr;
};

// --- the functions

// `kType` with the same inputs and no arguments.
template <const char* kType, int kInputs>
void As(ATenOp& op) {
  op.Need(kInputs);
  op.Run(op.Renamed(kType));
}

template <const char* kType>
void Sum(ATenOp& op) {  // Add and Sub: the second term is multiplied by alpha
  NETDEF_ENFORCE_EQ(op.GetSingleArgument<float>("alpha", 1.0f), 1.0f, "ATen add and sub are served with alpha = 1 only");
  As<kType, 2>(op);
}

void Pow(ATenOp& op) {
  OperatorDef def = op.Renamed("Pow");
  if (op.InputSize() == 1) op.Pass("exponent", "exponent", &def);
  op.Run(def);
}

// Over the axes "dim", or all.
template <const char* kType>
void Reduce(ATenOp& op) {
  op.Need(1);
  OperatorDef def = op.Renamed(kType);
  std::vector<int> axes = op.GetRepeatedArguments<int>("dim");
  if (axes.empty() && op.arguments().HasSingle<int>("dim")) axes = {op.GetSingleArgument<int>("dim", 0)};
  for (int& axis : axes) axis = CanonicalAxis(axis, op.In(0).dims());
  if (!axes.empty()) ATenOp::AddInts(&def, "axes", axes);
  ATenOp::AddInt(&def, "keepdims", op.IntArgument("keepdim", 0));
  op.Run(def);
}

void SwapAxes(ATenOp& op, int a, int b) {
  std::vector<int> axes(op.In(0).dims().size());
  std::iota(axes.begin(), axes.end(), 0);
  std::swap(axes[static_cast<size_t>(a)], axes[static_cast<size_t>(b)]);
  OperatorDef def = op.Renamed("Transpose");
  ATenOp::AddInts(&def, "axes", axes);
  op.Run(def);
}

void T(ATenOp& op) {
  op.Need(1);
  NETDEF_ENFORCE_EQ(op.In(0).dim(), 2, "ATen t expects a matrix");
  SwapAxes(op, 0, 1);
}

void Transpose(ATenOp& op) {
  op.Need(1);
  const Dims& dims = op.In(0).dims();
  SwapAxes(op, CanonicalAxis(op.IntArgument("dim0", 0), dims), CanonicalAxis(op.IntArgument("dim1", 1), dims));
}

void Softmax(ATenOp& op, bool logarithm) {
  op.Need(1);
  const Tensor& x = op.In(0);
  const int axis = CanonicalAxis(op.IntArgument("dim", -1), x.dims());
  const int64_t width = x.dim(axis), inner = x.size_from_dim(axis + 1), outer = x.size_to_dim(axis);
  const Tensor input = x.Clone();
  const float* from = input.data<float>();
  float* to = op.Out(0, input.dims(), DType::kFloat)->mutable_data<float>();
  for (int64_t i = 0; i < outer * inner && width > 0; ++i) {
    const int64_t first = i / inner * width * inner + i % inner;
    float top = from[first];
    for (int64_t k = 1; k < width; ++k) top = std::max(top, from[first + k * inner]);
    double sum = 0;
    for (int64_t k = 0; k < width; ++k) sum += std::exp(static_cast<double>(from[first + k * inner] - top));
    for (int64_t k = 0; k < width; ++k) {
      const double z = from[first + k * inner] - top;
      to[first + k * inner] = static_cast<float>(logarithm ? z - std::log(sum) : std::exp(z) / sum);
    }
  }
}

// Along "dim", rising unless "descending"; equal values keep their order. Outputs: values, positions.
void Sort(ATenOp& op) {
  op.Need(1);
  const Tensor x = op.In(0).Clone();
  const bool descending = op.IntArgument("descending", 0) != 0;
  const int axis = x.dim() == 0 ? 0 : CanonicalAxis(op.IntArgument("dim", -1), x.dims());
  const int64_t width = x.dim() == 0 ? 1 : x.dim(axis), inner = x.dim() == 0 ? 1 : x.size_from_dim(axis + 1);
  int64_t* positions = op.OutputSize() > 1 ? op.Out(1, x.dims(), DType::kInt64)->mutable_data<int64_t>() : nullptr;
  DispatchTypes<float, double, int32_t, int64_t, uint8_t>(x.dtype(), [&](auto zero) {
    using V = decltype(zero);
    const V* from = x.data<V>();
    V* to = op.Out(0, x.dims(), x.dtype())->template mutable_data<V>();
    std::vector<int64_t> order(static_cast<size_t>(width));
    for (int64_t i = 0; width > 0 && i < x.numel() / width; ++i) {
      const int64_t first = i / inner * width * inner + i % inner;
      std::iota(order.begin(), order.end(), int64_t{0});
      std::stable_sort(order.begin(), order.end(), [&](int64_t a, int64_t b) {
        const V va = from[first + a * inner], vb = from[first + b * inner];
        return descending ? va > vb : va < vb;
      });
      for (int64_t k = 0; k < width; ++k) {
        to[first + k * inner] = from[first + order[static_cast<size_t>(k)] * inner];
        if (positions != nullptr) positions[first + k * inner] = order[static_cast<size_t>(k)];
      }
    }
  });
}

// The values that occur, sorted; output 1, where asked for: which of them each element is.
void Unique(ATenOp& op) {
  op.Need(1);
  const Tensor x = op.In(0).Clone();
  DispatchTypes<float, double, int32_t, int64_t, uint8_t>(x.dtype(), [&](auto zero) {
    using V = decltype(zero);
    std::vector<V> values(x.data<V>(), x.data<V>() + x.numel());
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    V* to = op.Out(0, {static_cast<int64_t>(values.size())}, x.dtype())->template mutable_data<V>();
    std::copy(values.begin(), values.end(), to);
    if (op.OutputSize() < 2) return;
    int64_t* which = op.Out(1, x.dims(), DType::kInt64)->mutable_data<int64_t>();
    for (int64_t i = 0; i < x.numel(); ++i) which[i] = std::lower_bound(values.begin(), values.end(), x.data<V>()[i]) - values.begin();
  });
}

// Rows of a tensor that an index names: a mask over its first axes, or positions along the first.
struct Selection {
  std::vector<int64_t> rows;
  Dims dims;      // of what is selected
  int64_t width;  // elements of a row

  Selection(const Tensor& x, const Tensor& index) {
    if (index.IsType<bool>() || index.IsType<uint8_t>()) {
      const auto rank = static_cast<size_t>(index.dim());
      NETDEF_ENFORCE(rank <= x.dims().size() && DimsBefore(x.dims(), rank) == index.dims(), "a mask of shape [",
                     DimsString(index.dims()), "] does not fit a tensor of shape [", DimsString(x.dims()), "]");
      const auto* mask = static_cast<const uint8_t*>(index.raw_data());
      for (int64_t i = 0; i < index.numel(); ++i) {
        if (mask[i] != 0) rows.push_back(i);
      }
      dims = ConcatDims({static_cast<int64_t>(rows.size())}, DimsFrom(x.dims(), rank));
      width = SizeFromDim(x.dims(), static_cast<int64_t>(rank));
      return;
    }
    NETDEF_ENFORCE(x.dim() > 0, "a scalar cannot be indexed");
    DispatchTypes<int64_t, int32_t>(index.dtype(), [&](auto zero) {
      for (int64_t i = 0; i < index.numel(); ++i) {
        const int64_t row = index.data<decltype(zero)>()[i];
        NETDEF_ENFORCE(row >= -x.dim(0) && row < x.dim(0), "expected indices below ", x.dim(0), ", got ", row);
        rows.push_back(row < 0 ? row + x.dim(0) : row);
      }
    });
    dims = ConcatDims(index.dims(), DimsFrom(x.dims(), 1));
    width = SizeFromDim(x.dims(), 1);
  }
};

void Index(ATenOp& op) {
  op.Need(2);
  const Tensor x = op.In(0).Clone();
  const Selection selected(x, op.In(1));
  const RowCopier copy(x, op.Out(0, selected.dims, x.dtype()), selected.width);
  for (size_t i = 0; i < selected.rows.size(); ++i) copy(selected.rows[i], static_cast<int64_t>(i));
}

void IndexPut(ATenOp& op) {
  op.Need(3);
  NETDEF_ENFORCE_EQ(op.IntArgument("accumulate", 0), 0, "ATen index_put is served without accumulate only");
  const Tensor x = op.In(0).Clone(), values = op.In(2).Clone();
  const Selection selected(x, op.In(1));
  NETDEF_ENFORCE(values.dtype() == x.dtype(), "the values must be of the tensor's type ", DTypeName(x.dtype()), ", got ",
                 DTypeName(values.dtype()));
  const auto count = static_cast<int64_t>(selected.rows.size()), elements = count * selected.width;
  NETDEF_ENFORCE(values.numel() == elements || values.numel() == 1, "there must be one value for each of the ", elements,
                 " elements selected, or one for all; got ", values.numel());
  Tensor* out = op.Out(0, x.dims(), x.dtype());
  out->CopyFrom(x);
  if (elements == 0) return;
  const bool one = values.numel() == 1;
  const RowCopier copy(values, out, one ? 1 : selected.width);
  for (int64_t i = 0; i < count; ++i) {
    if (!one) {
      copy(i, selected.rows[static_cast<size_t>(i)]);
      continue;
    }
    for (int64_t k = 0; k < selected.width; ++k) copy(0, selected.rows[static_cast<size_t>(i)] * selected.width + k);
  }
}

constexpr char kAdd[] = "Add", kSub[] = "Sub", kMul[] = "Mul", kDiv[] = "Div", kWhere[] = "Where", kEq[] = "EQ", kNe[] = "NE",
               kGt[] = "GT", kGe[] = "GE", kLt[] = "LT", kLe[] = "LE", kAbs[] = "Abs", kNegative[] = "Negative", kExp[] = "Exp",
               kLog[] = "Log", kSqrt[] = "Sqrt", kRsqrt[] = "Rsqrt", kSigmoid[] = "Sigmoid", kTanh[] = "Tanh", kRelu[] = "Relu",
               kSin[] = "Sin", kCos[] = "Cos", kTan[] = "Tan", kAsin[] = "Asin", kAcos[] = "Acos", kAtan[] = "Atan",
               kFloor[] = "Floor", kCeil[] = "Ceil", kSign[] = "Sign", kErf[] = "Erf", kReciprocal[] = "Reciprocal",
               kReduceSum[] = "ReduceSum", kReduceMean[] = "ReduceMean", kBatchMatMul[] = "BatchMatMul", kMatMul[] = "MatMul",
               kIndexSelect[] = "Gather";

const std::map<std::string, Function>& Functions() {
  static const std::map<std::string, Function> functions{
      {"_unique", Unique},
      {"abs", As<kAbs, 1>},
      {"acos", As<kAcos, 1>},
      {"add", Sum<kAdd>},
      {"asin", As<kAsin, 1>},
      {"atan", As<kAtan, 1>},
      {"bmm", As<kBatchMatMul, 2>},
      {"ceil", As<kCeil, 1>},
      {"cos", As<kCos, 1>},
      {"div", As<kDiv, 2>},
      {"embedding", As<kIndexSelect, 2>},
      {"eq", As<kEq, 2>},
      {"erf", As<kErf, 1>},
      {"exp", As<kExp, 1>},
      {"floor", As<kFloor, 1>},
      {"ge", As<kGe, 2>},
      {"gt", As<kGt, 2>},
      {"index", Index},
      {"index_put", IndexPut},
      {"le", As<kLe, 2>},
      {"log", As<kLog, 1>},
      {"log_softmax", [](ATenOp& op) { Softmax(op, true); }},
      {"lt", As<kLt, 2>},
      {"mean", Reduce<kReduceMean>},
      {"mm", As<kMatMul, 2>},
      {"mul", As<kMul, 2>},
      {"ne", As<kNe, 2>},
      {"neg", As<kNegative, 1>},
      {"pow", Pow},
      {"reciprocal", As<kReciprocal, 1>},
      {"relu", As<kRelu, 1>},
      {"rsqrt", As<kRsqrt, 1>},
      {"sigmoid", As<kSigmoid, 1>},
      {"sign", As<kSign, 1>},
      {"sin", As<kSin, 1>},
      {"softmax", [](ATenOp& op) { Softmax(op, false); }},
      {"sort", Sort},
      {"sqrt", As<kSqrt, 1>},
      {"sub", Sum<kSub>},
      {"sum", Reduce<kReduceSum>},
      {"t", T},
      {"tan", As<kTan, 1>},
      {"tanh", As<kTanh, 1>},
      {"transpose", Transpose},
      {"where", As<kWhere, 3>},
  };
  return functions;
}

struct ATenArgs {
  std::string name, overload_name;

  template <typename V>
  void Fields(V& v) {
    v.Required("operator", name, "The function.");
    v("overload_name", overload_name, "Ignored: the inputs decide.");
  }
};

ATenOp::ATenOp(const OperatorDef& def, Workspace* ws) : OperatorBase(def, ws), name_(ParseArgs<ATenArgs>(arguments()).name) {
  const auto found = Functions().find(name_);
  if (found == Functions().end()) {
    std::string known;
    for (const auto& f : Functions()) known += (known.empty() ? "" : ", ") + f.first;
    NETDEF_THROW("Attempted to run unknown ATen operator '", name_, "'. Served are: ", known);
  }
  function_ = found->second;
}

OPERATOR_SCHEMA(ATen)
    .Args<ATenArgs>()
    .ShapeDependsOnData("each function has its own shapes")
    .SetDoc("A function of PyTorch's tensor library, by name.\n\n"
            "Models exported from PyTorch to Caffe2 call them where Caffe2 had no operator. Scalars are arguments under "
            "PyTorch's names: dim, keepdim, exponent, descending, ...")
    .Differs("Caffe2 passed every function of the library on; here those are served that exported models used.");

REGISTER_CPU_OPERATOR(ATen, ATenOp);
SHOULD_NOT_DO_GRADIENT_BECAUSE(ATen, "each function has its own gradient; Caffe2 had none for them");

}  // namespace
}  // namespace netdef
