// GivenTensorBytesFill: a tensor of any element type from the bytes of its elements. What Caffe2's fillers cannot say:
// types that its TensorProto lacks, and large tensors without a message field for each element.
#include "caffe2/proto/caffe2.pb.h"
#include "netdef/operator.h"

namespace netdef {
namespace {

struct GivenTensorBytesFillArgs {
  Dims shape;
  DType dtype = DType::kUndefined;

  template <typename V>
  void Fields(V& v) {
    std::string name, values;
    v("shape", shape, "Shape of the output; absent for a scalar.");
    v.Required("dtype", name, "Name of the element type: float, int64, bfloat16, uint4 ...");
    if constexpr (V::kReads) {
      // The bytes are read where they are, and their number is checked before memory is taken.
      const caffe2::Argument* bytes = v.raw().Find("values");
      NETDEF_ENFORCE(bytes != nullptr && bytes->has_s(), "the required argument 'values' is missing");
      dtype = DTypeFromName(name);
      NETDEF_ENFORCE(dtype != DType::kUndefined && dtype != DType::kString,
                     "Argument dtype must name a type whose elements are bytes, got '", name, "'");
      const auto size = static_cast<int64_t>(bytes->s().size()), itemsize = static_cast<int64_t>(ItemSize(dtype));
      NETDEF_ENFORCE(size % itemsize == 0 && size / itemsize == NumElements(shape), "a tensor of shape [",
                     DimsString(shape), "] and type ", name, " needs ", itemsize, " bytes for each element, got ", size,
                     " bytes in 'values'");
    } else {
      v.Required("values", values, "The elements in row-major order, little-endian; those below 8 bits take a byte each.");
    }
  }
};

class GivenTensorBytesFillOp final : public KernelOperator<GivenTensorBytesFillArgs> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override { *Output(0) = TensorFromBytes(arguments().Find("values")->s(), args_.shape, args_.dtype); }
};

OPERATOR_SCHEMA_IN("netdef", GivenTensorBytesFill)
    .NumInputs(0)
    .NumOutputs(1)
    .Args<GivenTensorBytesFillArgs>()
    .Shape<GivenTensorBytesFillArgs>([](const GivenTensorBytesFillArgs& args, const ShapeInputs&) {
      return std::vector<TensorSpec>{TensorSpec(args.shape, args.dtype)};
    })
    .SetDoc("A tensor of any element type but strings, given by its bytes.")
    .Output(0, "output", "Tensor of the shape and type asked for.");

REGISTER_OPERATOR_IN("netdef", GivenTensorBytesFill, GivenTensorBytesFillOp);
NETDEF_REGISTER_GRADIENT_ENTRY(GivenTensorBytesFill, "netdef", GradientRegistry::None("it has no inputs"));

}  // namespace
}  // namespace netdef
