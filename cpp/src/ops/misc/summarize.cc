// Summarize: minimum, maximum, mean and standard deviation of a tensor.
#include <cmath>

#include "ops/misc/_log_file.h"

namespace netdef {
namespace {

struct SummarizeArgs {
  int64_t to_file = 0;

  template <typename V>
  void Fields(V& v) {
    v("to_file", to_file, "Add a line to the file <name of the blob>.summary in the root folder, too.");
  }
};

class SummarizeOp final : public KernelOperator<SummarizeArgs> {
 public:
  SummarizeOp(const OperatorDef& def, Workspace* ws) : KernelOperator(def, ws) {
    if (args_.to_file != 0) file_ = OpenLogFile(*ws, InputName(0), ".summary");
  }

 protected:
  void Compute() override {
    const int64_t n = Input(0).numel();
    NETDEF_ENFORCE_GT(n, 0, "[Summarize] an empty tensor has no mean");
    const float* x = Input(0).data<float>();
    double sum = 0, squares = 0;
    float least = x[0], most = x[0];
    for (int64_t i = 0; i < n; ++i) {
      sum += static_cast<double>(x[i]);
      least = std::min(least, x[i]);
      most = std::max(most, x[i]);
    }
    const double mean = sum / static_cast<double>(n);
    for (int64_t i = 0; i < n; ++i) {
      const double distance = static_cast<double>(x[i]) - mean;
      squares += distance * distance;
    }
    const double deviation = n == 1 ? 0.0 : std::sqrt(squares / static_cast<double>(n - 1));
    if (file_) {
      std::fprintf(file_.get(), "%g %g %g %g\n", static_cast<double>(least), static_cast<double>(most), mean, deviation);
      std::fflush(file_.get());
    }
    if (OutputSize() > 0) {
      float* y = Output(0)->mutable_data<float>();
      y[0] = least;
      y[1] = most;
      y[2] = static_cast<float>(mean);
      y[3] = static_cast<float>(deviation);
    }
  }

 private:
  FilePtr file_;
};

OPERATOR_SCHEMA(Summarize)
    .NumInputs(1)
    .NumOutputs(0, 1)
    .Args<SummarizeArgs>()
    .SideEffect(OpSchema::kWritesFiles, "to_file")
    .Shape([](const ShapeInputs&) { return std::vector<TensorSpec>{{{4}, DType::kFloat}}; })
    .SetDoc("Gives minimum, maximum, mean and standard deviation (of a sample) of a tensor.")
    .Differs("Slashes in the name of the blob become underscores in the name of the file.")
    .Input(0, "data", "Float tensor with at least one element.")
    .Output(0, "output", "Float tensor of shape (4): minimum, maximum, mean, standard deviation.");

REGISTER_CPU_OPERATOR(Summarize, SummarizeOp);
SHOULD_NOT_DO_GRADIENT_BECAUSE(Summarize, "people look at it");

}  // namespace
}  // namespace netdef
