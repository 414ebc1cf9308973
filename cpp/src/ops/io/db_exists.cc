// DBExists: whether there is a file under a name.
#include <filesystem>

#include "ops/io/_shared.h"

namespace netdef {
namespace {

struct DBExistsArgs {
  bool absolute_path = false;
  std::string db_name, db_type;

  template <typename V>
  void Fields(V& v) {
    v("absolute_path", absolute_path, "Take `db_name` as it is; otherwise it is relative to the workspace's root folder.");
    v("db_name", db_name, "Path to look for.");
    v("db_type", db_type, "No effect: only the file's existence is looked at.");
  }
};

std::vector<TensorSpec> DBExistsShape(const DBExistsArgs& /*args*/, const ShapeInputs& /*in*/) {
  return {TensorSpec({}, DType::kBool)};
}

class DBExistsOp final : public KernelOperator<DBExistsArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    std::error_code none;
    Output(0)->mutable_data<bool>()[0] =
        std::filesystem::exists(FilePath(*workspace(), args_.db_name, args_.absolute_path), none);
  }
};

OPERATOR_SCHEMA(DBExists)
    .NumInputs(0)
    .NumOutputs(1)
    .Args<DBExistsArgs>()
    .Shape<DBExistsArgs>(DBExistsShape)
    .SideEffect(OpSchema::kReadsFiles)
    .SetDoc("Whether a database exists.")
    .Output(0, "exists", "A bool without dimensions.");

REGISTER_CPU_OPERATOR(DBExists, DBExistsOp);
SHOULD_NOT_DO_GRADIENT(DBExists);

}  // namespace
}  // namespace netdef
