// Print: shows a tensor, on the error stream or in a file.
#include <sstream>

#include "netdef/half.h"
#include "ops/misc/_log_file.h"

namespace netdef {
namespace {

struct PrintArgs {
  int64_t to_file = 0, limit = 0, every_n = 1;

  template <typename V>
  void Fields(V& v) {
    v("to_file", to_file, "Write to the file <name of the blob>.log in the root folder.");
    v("limit", limit, "Number of elements to show; 0: 1000.");
    v("every_n", every_n, "Show the tensor in the first of so many runs.");
  }
};

constexpr int64_t kDefaultLimit = 1000;

void ShowElements(const Tensor& t, int64_t count, std::ostream& out) {
  DispatchTypes<float, double, Half, int8_t, uint8_t, int16_t, uint16_t, int32_t, int64_t, bool, std::string>(
      t.dtype(), [&](auto zero) {
        using T = std::decay_t<decltype(zero)>;
        const T* x = t.data<T>();
        for (int64_t i = 0; i < count; ++i) {
          if (i > 0) out << ',';
          if constexpr (std::is_same_v<T, Half>) {
            out << static_cast<float>(x[i]);
          } else if constexpr (std::is_same_v<T, std::string>) {
            out << x[i];
          } else {
            out << +x[i];
          }
        }
      });
}

class PrintOp final : public OperatorBase {
 public:
  PrintOp(const OperatorDef& def, Workspace* ws) : OperatorBase(def, ws), args_(ParseArgs<PrintArgs>(arguments())) {
    NETDEF_ENFORCE(args_.every_n >= 1 && args_.limit >= 0, "[Print] every_n and limit must be positive, got ",
                   args_.every_n, " and ", args_.limit);
    if (args_.to_file != 0) file_ = OpenLogFile(*ws, InputName(0), ".log");
  }

 protected:
  bool RunOnce(int /*stream_id*/) override {
    if (runs_++ % args_.every_n != 0) return true;
    std::ostringstream line;
    if (InputIsType<Tensor>(0)) {
      const Tensor& t = Input<Tensor>(0);
      line << "Tensor " << InputName(0) << " of type " << DTypeName(t.dtype()) << ". Dims: (";
      for (int64_t dim : t.dims()) line << dim << ',';
      line << "): ";
      ShowElements(t, std::min(t.numel(), args_.limit > 0 ? args_.limit : kDefaultLimit), line);
    } else {
      line << "Blob " << InputName(0) << " of type " << InputBlob(0).TypeName();
    }
    line << '\n';
    std::FILE* out = file_ ? file_.get() : stderr;
    std::fputs(line.str().c_str(), out);
    std::fflush(out);
    return true;
  }

 private:
  const PrintArgs args_;
  FilePtr file_;
  int64_t runs_ = 0;
};

OPERATOR_SCHEMA(Print)
    .NumInputs(1)
    .NumOutputs(0)
    .Args<PrintArgs>()
    .SideEffect(OpSchema::kWritesFiles, "to_file")
    .Stateful()
    .ShapeDependsOnData("there is no output")
    .SetDoc("Shows type, shape and first elements of a tensor on the error stream or in a file.")
    .Differs("Slashes in the name of the blob become underscores in the name of the file.")
    .Input(0, "tensor", "Tensor of any type; of other blobs it shows the type.");

REGISTER_CPU_OPERATOR(Print, PrintOp);
SHOULD_NOT_DO_GRADIENT_BECAUSE(Print, "it computes nothing");

}  // namespace
}  // namespace netdef
