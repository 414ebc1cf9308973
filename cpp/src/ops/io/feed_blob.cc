// FeedBlob: puts a string, as an object of its own and no tensor, into a blob.
#include "netdef/operator.h"

namespace netdef {
namespace {

struct FeedBlobArgs {
  std::string value;

  template <typename V>
  void Fields(V& v) {
    v.Required("value", value, "The contents, any bytes.");
  }
};

class FeedBlobOp final : public KernelOperator<FeedBlobArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override { *OperatorBase::Output<std::string>(0) = args_.value; }
};

OPERATOR_SCHEMA(FeedBlob)
    .NumInputs(0)
    .NumOutputs(1)
    .Args<FeedBlobArgs>()
    .ShapeDependsOnData("the output is a string, no tensor")
    .SetDoc("Puts a string into a blob.")
    .Output(0, "output", "A blob that holds the string.");

REGISTER_CPU_OPERATOR(FeedBlob, FeedBlobOp);
SHOULD_NOT_DO_GRADIENT(FeedBlob);

}  // namespace
}  // namespace netdef
