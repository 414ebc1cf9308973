// CreateDB: opens a database for operators that read records from it.
#include "ops/io/_shared.h"

namespace netdef {
namespace {

struct CreateDBArgs {
  std::string db, db_type = "leveldb";
  int num_shards = 1, shard_id = 0;

  template <typename V>
  void Fields(V& v) {
    v("db", db, "Path of the database, as it is.");
    v("db_type", db_type, "Format of the database, \"minidb\" for example.");
    v("num_shards", num_shards, "Of how many readers this is one.");
    v("shard_id", shard_id, "Which of them: it gets the records shard_id, shard_id + num_shards and so on.");
  }
};

class CreateDBOp final : public KernelOperator<CreateDBArgs> {
 public:
  CreateDBOp(const OperatorDef& def, Workspace* ws) : KernelOperator(def, ws) {
    NETDEF_ENFORCE(!args_.db.empty(), "Must specify a db name.");
  }

 protected:
  void Compute() override {
    auto reader = std::make_unique<DBReader>(args_.db_type, args_.db, args_.num_shards, args_.shard_id);
    reader->Open();
    OutputBlob(0)->Reset(reader.release());
  }
};

OPERATOR_SCHEMA(CreateDB)
    .NumInputs(0)
    .NumOutputs(1)
    .Args<CreateDBArgs>()
    .ShapeDependsOnData("the output is a reader, no tensor")
    .SideEffect(OpSchema::kReadsFiles)
    .SetDoc("Opens a database and puts a reader of its records into a blob.")
    .Output(0, "reader", "A DBReader, for TensorProtosDBInput, Load and others.");

REGISTER_CPU_OPERATOR(CreateDB, CreateDBOp);
NO_GRADIENT(CreateDB);

}  // namespace
}  // namespace netdef
