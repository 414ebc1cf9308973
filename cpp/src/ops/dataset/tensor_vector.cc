// CreateTensorVector, TensorVectorSize, ConcatTensorVector, CollectTensor: a list of tensors, and a random sample
// of those that pass by.
#include <random>

#include "core/random_operators.h"
#include "ops/dataset/_shared.h"

namespace netdef {
namespace {

using TensorVector = std::unique_ptr<std::vector<Tensor>>;

const TensorVector& CheckedVector(const TensorVector& vector) {
  NETDEF_ENFORCE(vector != nullptr, "the list of tensors is missing");
  return vector;
}

class CreateTensorVectorOp final : public OperatorBase {
 public:
  using OperatorBase::OperatorBase;

 protected:
  bool RunOnce(int /*stream_id*/) override {
    *Output<TensorVector>(0) = std::make_unique<std::vector<Tensor>>();
    return true;
  }
};

class TensorVectorSizeOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    *Output(0)->mutable_data<int32_t>() = static_cast<int32_t>(CheckedVector(OperatorBase::Input<TensorVector>(0))->size());
  }
};

class ConcatTensorVectorOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const std::vector<Tensor>& tensors = *CheckedVector(OperatorBase::Input<TensorVector>(0));
    NETDEF_ENFORCE(!tensors.empty(), "[ConcatTensorVector] the list of tensors must not be empty");
    *Output(0) = tensors[0].Clone();
    for (size_t i = 1; i < tensors.size(); ++i) AppendRows(tensors[i], Output(0));
  }
};

struct CollectTensorArgs {
  int64_t num_to_collect = -1;

  template <typename V>
  void Fields(V& v) {
    v("num_to_collect", num_to_collect, "How many tensors to keep at most; must be positive.");
    if constexpr (V::kReads) NETDEF_ENFORCE_GT(num_to_collect, 0, "[CollectTensor] num_to_collect must be positive");
  }
};

// Reservoir sampling (Vitter, algorithm R): of n tensors seen, each is kept with probability k / n.
class CollectTensorOp final : public KernelOperator<CollectTensorArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    std::uniform_int_distribution<int64_t> any(0, seen_);
    const int64_t place = seen_ < args_.num_to_collect ? seen_ : any(context_.RandGenerator());
    ++seen_;
    if (place >= args_.num_to_collect) return;
    for (int i = 0; i < OutputSize(); ++i) Keep(Input(OutputSize() + i), place, CheckedVector(*OperatorBase::Output<TensorVector>(i)).get());
  }

 private:
  static void Keep(const Tensor& tensor, int64_t place, std::vector<Tensor>* kept) {
    const auto at = static_cast<size_t>(place);
    NETDEF_ENFORCE_LE(at, kept->size(), "[CollectTensor] tensors are missing from the list");
    if (at == kept->size()) kept->emplace_back();
    (*kept)[at] = tensor.Clone();
  }

  int64_t seen_ = 0;
};

OPERATOR_SCHEMA(CreateTensorVector)
    .NumInputs(0)
    .NumOutputs(1)
    .ShapeDependsOnData("the output is no tensor")
    .SetDoc("Makes an empty list of tensors.")
    .Output(0, "vector", "Blob that holds the list.");

OPERATOR_SCHEMA(TensorVectorSize)
    .NumInputs(1)
    .NumOutputs(1)
    .Stateful()
    .Shape([](const ShapeInputs&) { return std::vector<TensorSpec>{TensorSpec({}, DType::kInt32)}; })
    .SetDoc("How many tensors a list holds.")
    .Input(0, "tensor vector", "Blob made by CreateTensorVector.")
    .Output(0, "size", "Int32 scalar.");

OPERATOR_SCHEMA(ConcatTensorVector)
    .NumInputs(1)
    .NumOutputs(1)
    .Stateful()
    .ShapeDependsOnData("it is the shape of the tensors in the list")
    .SetDoc("Joins the tensors of a list along their first dimension; their other dimensions and types must agree.")
    .Input(0, "vector of Tensor", "Blob made by CreateTensorVector.")
    .Output(0, "tensor", "The rows of all tensors.");

OPERATOR_SCHEMA(CollectTensor)
    .NumInputs(2, OpSchema::kMany)
    .NumOutputs(1, OpSchema::kMany)
    .NumInputsOutputs([](int inputs, int outputs) { return inputs == 2 * outputs; })
    .EnforceOneToOneInplace()
    .Args<CollectTensorArgs>()
    .Stateful()
    .ShapeDependsOnData("the outputs are no tensors")
    .SetDoc("Keeps a random sample of the tensors of all runs, each with the same probability (reservoir sampling).\n\n"
            "Tensors of one run are kept together, at the same place of their lists, or not at all.")
    .Input(0, "vector_0", "Blobs made by CreateTensorVector, then as many tensors: what to collect into each.")
    .Output(0, "vector_0", "The same lists.");

REGISTER_CPU_OPERATOR(CreateTensorVector, CreateTensorVectorOp);
REGISTER_CPU_OPERATOR(TensorVectorSize, TensorVectorSizeOp);
REGISTER_CPU_OPERATOR(ConcatTensorVector, ConcatTensorVectorOp);
REGISTER_CPU_OPERATOR(CollectTensor, CollectTensorOp);
REGISTER_RANDOM_OPERATOR("", CollectTensor);
SHOULD_NOT_DO_GRADIENT_BECAUSE(CreateTensorVector, "it collects data");
SHOULD_NOT_DO_GRADIENT_BECAUSE(TensorVectorSize, "it collects data");
SHOULD_NOT_DO_GRADIENT_BECAUSE(ConcatTensorVector, "it collects data");
SHOULD_NOT_DO_GRADIENT_BECAUSE(CollectTensor, "it collects data");

}  // namespace
}  // namespace netdef
