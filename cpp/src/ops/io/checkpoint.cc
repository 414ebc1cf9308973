// Checkpoint: saves its inputs every so many iterations, each time to another file. Snapshot is its
// old name.
#include "ops/io/_shared.h"

namespace netdef {
namespace {

struct CheckpointArgs : SaveArgs {
  int every = 1;

  template <typename V>
  void Fields(V& v) {
    SaveArgs::Fields(v);
    v("every", every, "Saves when the iteration is a multiple of this. `db` is a pattern: %d becomes the iteration.");
  }
};

// `pattern` with its first %d, %06d or the like replaced; the iteration is the only value there is.
std::string Expand(const std::string& pattern, int64_t iteration) {
  std::string out;
  bool used = false;
  for (size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '%') {
      out += pattern[i];
      continue;
    }
    if (i + 1 < pattern.size() && pattern[i + 1] == '%') {
      out += pattern[++i];
      continue;
    }
    size_t end = i + 1;
    const bool zeros = end < pattern.size() && pattern[end] == '0';
    size_t width = 0;
    while (end < pattern.size() && pattern[end] >= '0' && pattern[end] <= '9' && width < 100) {
      width = width * 10 + static_cast<size_t>(pattern[end++] - '0');
    }
    while (end < pattern.size() && pattern[end] == 'l') ++end;
    NETDEF_ENFORCE(!used && width < 100 && end < pattern.size() && (pattern[end] == 'd' || pattern[end] == 'i'),
                   "the checkpoint file pattern '", pattern, "' may hold one %d (or %06d), for the iteration");
    used = true;
    const std::string digits = std::to_string(iteration < 0 ? -iteration : iteration), sign = iteration < 0 ? "-" : "";
    const size_t fill = width > digits.size() + sign.size() ? width - digits.size() - sign.size() : 0;
    out += zeros ? sign + std::string(fill, '0') : std::string(fill, ' ') + sign;
    out += digits;
    i = end;
  }
  return out;
}

class CheckpointOp final : public KernelOperator<CheckpointArgs> {
 public:
  CheckpointOp(const OperatorDef& def, Workspace* ws) : KernelOperator(def, ws) {
    NETDEF_ENFORCE(!args_.db.empty(), "Must specify a checkpoint file pattern.");
    NETDEF_ENFORCE(!args_.db_type.empty(), "Must specify a db type.");
    NETDEF_ENFORCE(args_.every > 0, "Checkpoint interval should be positive, got ", args_.every);
  }

 protected:
  void Compute() override {
    NETDEF_ENFORCE(Input(0).numel() >= 1, "the first input must hold the iteration, it is empty");
    const int64_t iteration = Input(0).data<int64_t>()[0];
    if (iteration % args_.every != 0) return;
    SaveInputs(*this, args_, FilePath(*workspace(), Expand(args_.db, iteration), args_.absolute_path));
  }
};

#define CHECKPOINT(name)                                                                                        \
  OPERATOR_SCHEMA(name)                                                                                         \
      .NumInputs(1, OpSchema::kMany)                                                                            \
      .NumOutputs(0)                                                                                            \
      .Args<CheckpointArgs>()                                                                                   \
      .ShapeDependsOnData("it has no outputs")                                                                  \
      .SideEffect(OpSchema::kWritesFiles)                                                                                 \
      .SetDoc("Saves its inputs to a database when the iteration is a multiple of `every`.\n\n"                 \
              "The file's name is the pattern `db` with `%d` (`%06d` and so on) replaced by the iteration.")    \
      .Input(0, "iteration", "The iteration: int64, its first element counts. It is saved too.")                \
      .Input(1, "X", "Further blobs to save (variadic).");                                                      \
  REGISTER_CPU_OPERATOR(name, CheckpointOp);                                                                    \
  SHOULD_NOT_DO_GRADIENT(name)

CHECKPOINT(Checkpoint);
CHECKPOINT(Snapshot);

#undef CHECKPOINT

}  // namespace
}  // namespace netdef
