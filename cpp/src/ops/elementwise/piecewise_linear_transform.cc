// PiecewiseLinearTransform: each column of X goes through a function of its own that is made of straight
// lines: y = slope * x + intercept between two bounds. Below the first and above the last bound it is constant.
//
// With binary=1 X holds probabilities of one class, or (1 - p, p) of two; p is transformed by the one function.
#include <algorithm>

#include "netdef/pointwise.h"

namespace netdef {
namespace {

struct PiecewiseLinearTransformArgs {
  std::vector<float> bounds, slopes, intercepts;
  bool binary = false;

  template <typename V>
  void Fields(V& v) {
    v("bounds", bounds, "Ends of the lines, sorted for each column; one more for each column than there are lines.");
    v("slopes", slopes, "Slopes of the lines, column after column.");
    v("intercepts", intercepts, "Values of the lines at 0, column after column.");
    v("binary", binary, "X holds probabilities of two classes, or of the second one only.");
  }
};

// The functions of all columns, wherever they come from.
struct Functions {
  const float* bounds = nullptr;
  const float* slopes = nullptr;
  const float* intercepts = nullptr;
  int64_t columns = 0, lines = 0;
};

float Transform(const Functions& f, int64_t column, float x) {
  const float* bounds = f.bounds + column * (f.lines + 1);
  const float* slopes = f.slopes + column * f.lines;
  const float* intercepts = f.intercepts + column * f.lines;
  if (x <= bounds[0]) return slopes[0] * bounds[0] + intercepts[0];
  if (x >= bounds[f.lines]) return slopes[f.lines - 1] * bounds[f.lines] + intercepts[f.lines - 1];
  const auto line = std::min<int64_t>(f.lines, std::lower_bound(bounds, bounds + f.lines + 1, x) - bounds) - 1;
  return slopes[std::max<int64_t>(line, 0)] * x + intercepts[std::max<int64_t>(line, 0)];
}

class PiecewiseLinearTransformOp final : public KernelOperator<PiecewiseLinearTransformArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Functions functions = FindFunctions();
    const Dims& dims = Input(0).dims();
    const float* x = Input(0).data<float>();
    float* y = Output(0)->mutable_data<float>();
    NETDEF_ENFORCE(dims.size() == 2 || (args_.binary && dims.size() == 1), "X must be a matrix, got shape [",
                   DimsString(dims), "]");
    const int64_t rows = dims[0], columns = dims.size() == 2 ? dims[1] : 1;
    if (args_.binary) {
      NETDEF_ENFORCE(columns == 1 || columns == 2, "If binary is set to true, the input must be Nx2 or Nx1 tensor");
      NETDEF_ENFORCE_EQ(functions.columns, 1, "with binary there must be one function");
    } else {
      NETDEF_ENFORCE_EQ(functions.columns, columns, "there must be one function for each column of X");
    }
    for (int64_t i = 0; i < rows; ++i) {
      const int64_t at = i * columns;
      if (args_.binary) {
        y[at + columns - 1] = Transform(functions, 0, x[at + columns - 1]);
        if (columns == 2) y[at] = 1.0f - y[at + 1];
        continue;
      }
      for (int64_t c = 0; c < columns; ++c) y[at + c] = Transform(functions, c, x[at + c]);
    }
  }

 private:
  Functions FindFunctions() const {
    const int given = !args_.bounds.empty() + !args_.slopes.empty() + !args_.intercepts.empty();
    NETDEF_ENFORCE(given == 0 || given == 3, "bounds, slopes, intercepts must be all set or all not set");
    if (given == 3) {
      return Checked(args_.bounds.data(), args_.bounds.size(), args_.slopes.data(), args_.slopes.size(),
                     args_.intercepts.data(), args_.intercepts.size());
    }
    NETDEF_ENFORCE_EQ(InputSize(), 4, "bounds, slopes and intercepts must be given as arguments or as inputs");
    const auto size = [&](int i) { return static_cast<size_t>(Input(i).numel()); };
    return Checked(Input(1).data<float>(), size(1), Input(2).data<float>(), size(2), Input(3).data<float>(), size(3));
  }

  static Functions Checked(const float* bounds, size_t num_bounds, const float* slopes, size_t num_slopes,
                           const float* intercepts, size_t num_intercepts) {
    NETDEF_ENFORCE_EQ(num_slopes, num_intercepts, "there must be as many intercepts as slopes");
    // Every column has one bound more than lines, so the difference counts the columns.
    NETDEF_ENFORCE(num_bounds > num_slopes && num_slopes % (num_bounds - num_slopes) == 0 && num_slopes > 0,
                   "each column must have as many lines, and one bound more than lines: ", num_bounds, " bounds and ",
                   num_slopes, " slopes");
    const auto columns = static_cast<int64_t>(num_bounds - num_slopes);
    const Functions f{bounds, slopes, intercepts, columns, static_cast<int64_t>(num_slopes) / columns};
    for (int64_t c = 0; c < columns; ++c) {
      const float* first = bounds + c * (f.lines + 1);
      NETDEF_ENFORCE(std::is_sorted(first, first + f.lines + 1), "bounds must be sorted for each group");
    }
    return f;
  }
};

OPERATOR_SCHEMA(PiecewiseLinearTransform)
    .NumInputs(1, 4)
    .NumOutputs(1)
    .Args<PiecewiseLinearTransformArgs>()
    .IdenticalTypeAndShape()
    .SetDoc("Sends each column of a matrix of predictions through a function made of straight lines.")
    .Input(0, "predictions", "Float matrix.")
    .Input(1, "bounds", "As the argument of that name, where those are not given.")
    .Input(2, "slopes", "As the argument.")
    .Input(3, "intercepts", "As the argument.")
    .Output(0, "transforms", "Shape of predictions.");

REGISTER_CPU_OPERATOR(PiecewiseLinearTransform, PiecewiseLinearTransformOp);
SHOULD_NOT_DO_GRADIENT(PiecewiseLinearTransform);

}  // namespace
}  // namespace netdef
