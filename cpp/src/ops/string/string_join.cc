// StringJoin: the elements of each row (or column), each followed by a delimiter, as one string.
#include "netdef/dims.h"
#include "netdef/operator.h"

namespace netdef {
namespace {

struct StringJoinArgs {
  std::string delimiter = ",";
  int axis = 0;

  template <typename V>
  void Fields(V& v) {
    v("delimiter", delimiter, "What to put behind each element.");
    v("axis", axis, "0: a string for each row, 1: a string for each column.");
    NETDEF_ENFORCE(axis == 0 || axis == 1, "[StringJoin] axis must be 0 or 1, got ", axis);
  }
};

std::vector<TensorSpec> StringJoinShape(const StringJoinArgs& args, const ShapeInputs& in) {
  const Dims& dims = in[0].dims;
  NETDEF_ENFORCE(dims.size() == 1 || dims.size() == 2, "[StringJoin] Only 1-D and 2-D tensors are supported, got shape [", DimsString(dims), "]");
  NETDEF_ENFORCE_GT(NumElements(dims), 0, "[StringJoin] there is nothing to join");
  return {TensorSpec({dims[static_cast<size_t>(CanonicalAxis(args.axis, dims))]}, DType::kString)};
}

class StringJoinOp final : public KernelOperator<StringJoinArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    DispatchTypes<float, double, int8_t, uint8_t, int16_t, uint16_t, int32_t, int64_t, bool, std::string>(
        Input(0).dtype(), [&](auto zero) { Join<decltype(zero)>(); });
  }

 private:
  template <typename T>
  void Join() {
    const T* x = Input(0).data<T>();
    const int64_t rows = Input(0).dim(0), columns = Input(0).size_from_dim(1);
    auto* y = Output(0)->mutable_data<std::string>();
    const bool by_row = args_.axis == 0;
    for (int64_t i = 0; i < Output(0)->numel(); ++i) {
      std::ostringstream text;
      for (int64_t j = 0, n = by_row ? columns : rows; j < n; ++j) text << x[by_row ? i * columns + j : j * columns + i] << args_.delimiter;
      y[i] = text.str();
    }
  }
};

OPERATOR_SCHEMA(StringJoin)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<StringJoinArgs>()
    .Shape<StringJoinArgs>(StringJoinShape)
    .SetDoc("Writes the elements of each row (or column) into one string, each followed by a delimiter.\n\n"
            "[[1, 2], [3, 4]] gives [\"1,2,\", \"3,4,\"].")
    .Input(0, "input", "1-D or 2-D tensor of strings or numbers; 8-bit integers are taken as characters.")
    .Output(0, "strings", "1-D tensor of strings.");

REGISTER_CPU_OPERATOR(StringJoin, StringJoinOp);
SHOULD_NOT_DO_GRADIENT(StringJoin);

}  // namespace
}  // namespace netdef
