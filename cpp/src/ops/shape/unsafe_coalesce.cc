// UnsafeCoalesce: puts its inputs into one piece of memory, which the last output is; the other outputs are
// the inputs as parts of it. Unsafe, as writing one of them changes the whole.
#include <memory>

#include "ops/shape/_shared.h"

namespace netdef {
namespace {

// No KernelOperator: the outputs share memory that is not theirs to size.
class UnsafeCoalesceOp final : public Operator<CPUContext> {
 public:
  using Operator::Operator;

  bool RunOnDevice() override {
    const DType dtype = Input(0).dtype();
    NETDEF_ENFORCE(dtype != DType::kString, "Unsupported type of tensor: ", DTypeName(dtype));
    int64_t total = 0;
    for (int i = 0; i < InputSize(); ++i) {
      NETDEF_ENFORCE(Input(i).dtype() == dtype, "Must only coalesce tensors of one type, error at input: ", i);
      total += Input(i).numel();
    }
    Tensor* whole = Output(InputSize());
    // Parts from an earlier run may lie in the old memory, so the new one is filled before they are touched.
    const bool in_place = InPlace(*whole, total, dtype);
    if (!in_place) *whole = Tensor(Dims{total}, dtype);
    whole->Resize(Dims{total});
    char* memory = static_cast<char*>(whole->raw_mutable_data(dtype));
    for (int i = 0; i < InputSize(); ++i) {
      const Dims dims = Input(i).dims();
      const size_t bytes = Input(i).nbytes();
      if (bytes > 0 && Input(i).raw_data() != memory) std::memcpy(memory, Input(i).raw_data(), bytes);
      // The part keeps the whole alive.
      *Output(i) = Tensor::Wrap(memory, dims, dtype, [keep = std::make_shared<Tensor>(*whole)](void*) {});
      memory += bytes;
    }
    return true;
  }

 private:
  // Whether all inputs lie in the whole already, each in its place.
  bool InPlace(const Tensor& whole, int64_t total, DType dtype) const {
    if (whole.dtype() != dtype || whole.numel() != total || !whole.has_storage()) return false;
    const char* memory = static_cast<const char*>(whole.raw_data());
    for (int i = 0; i < InputSize(); ++i) {
      if (Input(i).numel() > 0 && Input(i).raw_data() != memory) return false;
      memory += Input(i).nbytes();
    }
    return true;
  }
};

OPERATOR_SCHEMA(UnsafeCoalesce)
    .NumInputs(1, OpSchema::kMany)
    .NumOutputs(2, OpSchema::kMany)
    .NumInputsOutputs([](int inputs, int outputs) { return outputs == inputs + 1; })
    .AllowOneToOneInplace()
    .Shape([](const ShapeInputs& in) {
      std::vector<TensorSpec> specs = in.specs;
      int64_t total = 0;
      for (const TensorSpec& spec : in.specs) total += NumElements(spec.dims);
      specs.emplace_back(Dims{total}, in[0].dtype);
      return specs;
    })
    .SetDoc("Puts tensors into one piece of memory.")
    .Input(0, "X0, X1, ...", "Tensors of one type.")
    .Output(0, "Y0, Y1, ..., whole", "The same tensors as parts of the whole, and the whole as a vector.");

REGISTER_CPU_OPERATOR(UnsafeCoalesce, UnsafeCoalesceOp);
GRADIENT_NOT_IMPLEMENTED_YET(UnsafeCoalesce);

}  // namespace
}  // namespace netdef
