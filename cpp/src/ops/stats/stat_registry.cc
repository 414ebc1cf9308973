// StatRegistryCreate, StatRegistryUpdate, StatRegistryExport: statistics as tensors.
#include "netdef/operator.h"
#include "netdef/stats.h"

namespace netdef {
namespace {

using RegistryPtr = std::shared_ptr<StatRegistry>;

class StatRegistryCreateOp final : public OperatorBase {
 public:
  using OperatorBase::OperatorBase;

 protected:
  bool RunOnce(int /*stream_id*/) override {
    *Output<RegistryPtr>(0) = std::make_shared<StatRegistry>();
    return true;
  }
};

// The registry in input `i`, or that of the process where there is no such input.
StatRegistry& RegistryOf(const OperatorBase& op, int i) {
  if (op.InputSize() <= i) return StatRegistry::Global();
  const auto& registry = op.Input<RegistryPtr>(i);
  NETDEF_ENFORCE(registry != nullptr, "[", op.type(), "] the registry is missing");
  return *registry;
}

struct ExportArgs {
  bool reset = true;

  template <typename V>
  void Fields(V& v) {
    v("reset", reset, "Let the numbers begin anew.");
  }
};

class StatRegistryExportOp final : public Operator<CPUContext> {
 public:
  StatRegistryExportOp(const OperatorDef& def, Workspace* ws)
      : Operator(def, ws), args_(ParseArgs<ExportArgs>(arguments())) {}

  bool RunOnDevice() override {
    const std::vector<ExportedStat> stats = RegistryOf(*this, 0).Publish(args_.reset);
    const Dims dims{static_cast<int64_t>(stats.size())};
    auto* keys = Output(0, dims, DType::kString)->mutable_data<std::string>();
    auto* values = Output(1, dims, DType::kInt64)->mutable_data<int64_t>();
    auto* timestamps = Output(2, dims, DType::kInt64)->mutable_data<int64_t>();
    for (const ExportedStat& stat : stats) {
      *keys++ = stat.key;
      *values++ = stat.value;
      *timestamps++ = stat.timestamp_ns;
    }
    return true;
  }

 private:
  const ExportArgs args_;
};

class StatRegistryUpdateOp final : public Operator<CPUContext> {
 public:
  using Operator::Operator;

  bool RunOnDevice() override {
    const Tensor &keys = Input(0), &values = Input(1);
    NETDEF_ENFORCE_EQ(keys.numel(), values.numel(), "[StatRegistryUpdate] there must be a value for each key");
    std::vector<ExportedStat> stats;
    for (int64_t i = 0; i < keys.numel(); ++i) stats.push_back({keys.data<std::string>()[i], values.data<int64_t>()[i], 0});
    RegistryOf(*this, 2).Update(stats);
    return true;
  }
};

OPERATOR_SCHEMA(StatRegistryCreate)
    .NumInputs(0)
    .NumOutputs(1)
    .ShapeDependsOnData("the output is no tensor")
    .SetDoc("Makes an empty registry of statistics, for programs that do not want to use that of the process.")
    .Output(0, "handle", "Blob that holds the registry.");

OPERATOR_SCHEMA(StatRegistryExport)
    .NumInputs(0, 1)
    .NumOutputs(3)
    .Args<ExportArgs>()
    .Stateful()
    .ShapeDependsOnData("there are as many elements as statistics")
    .SetDoc("Gives all statistics of a registry, sorted by name.")
    .Input(0, "handle", "Blob made by StatRegistryCreate; without it, the registry of the process.")
    .Output(0, "keys", "String tensor of shape (N).")
    .Output(1, "values", "Int64 tensor of shape (N).")
    .Output(2, "timestamps", "Int64 tensor of shape (N): nanoseconds since 1970.");

OPERATOR_SCHEMA(StatRegistryUpdate)
    .NumInputs(2, 3)
    .NumOutputs(0)
    .Stateful()
    .ShapeDependsOnData("there is no output")
    .SetDoc("Adds values to statistics of a registry.")
    .Input(0, "keys", "String tensor of shape (N).")
    .Input(1, "values", "Int64 tensor of shape (N).")
    .Input(2, "handle", "Blob made by StatRegistryCreate; without it, the registry of the process.");

REGISTER_CPU_OPERATOR(StatRegistryCreate, StatRegistryCreateOp);
REGISTER_CPU_OPERATOR(StatRegistryExport, StatRegistryExportOp);
REGISTER_CPU_OPERATOR(StatRegistryUpdate, StatRegistryUpdateOp);
SHOULD_NOT_DO_GRADIENT_BECAUSE(StatRegistryCreate, "it keeps statistics");
SHOULD_NOT_DO_GRADIENT_BECAUSE(StatRegistryExport, "it keeps statistics");
SHOULD_NOT_DO_GRADIENT_BECAUSE(StatRegistryUpdate, "it keeps statistics");

}  // namespace
}  // namespace netdef
