// Save: writes blobs to a new database. The database appears under its name when it is complete.
#include "ops/io/_shared.h"

namespace netdef {
namespace {

class SaveOp final : public KernelOperator<SaveArgs> {
 public:
  SaveOp(const OperatorDef& def, Workspace* ws) : KernelOperator(def, ws) {
    NETDEF_ENFORCE(!args_.db.empty(), "Must specify a db name.");
    NETDEF_ENFORCE(!args_.db_type.empty(), "Must specify a db type.");
    StoredNames(*this, args_);
  }

 protected:
  void Compute() override { SaveInputs(*this, args_, FilePath(*workspace(), args_.db, args_.absolute_path)); }
};

OPERATOR_SCHEMA(Save)
    .NumInputs(1, OpSchema::kMany)
    .NumOutputs(0)
    .Args<SaveArgs>()
    .ShapeDependsOnData("it has no outputs")
    .SideEffect(OpSchema::kWritesFiles)
    .SetDoc("Saves blobs to a database.\n\n"
            "A tensor is stored in chunks under the keys `name#%0`, `name#%1` and so on, other blobs under their name.")
    .Input(0, "X", "Blobs of any type that can be serialized (variadic).");

REGISTER_CPU_OPERATOR(Save, SaveOp);
SHOULD_NOT_DO_GRADIENT(Save);

}  // namespace
}  // namespace netdef
