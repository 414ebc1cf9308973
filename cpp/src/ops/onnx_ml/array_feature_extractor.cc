// ArrayFeatureExtractor of ONNX: columns of a tensor, chosen by index along the last axis.
#include "ops/onnx_ml/_shared.h"

namespace netdef {
namespace {

class ArrayFeatureExtractorOp final : public KernelOperator<> {
 public:
  using KernelOperator::KernelOperator;

 protected:
  void Compute() override {
    const Tensor& x = Input(0);
    const std::vector<int64_t> chosen = IntegersOf(Input(1));
    const int64_t width = x.dims().back();
    for (int64_t c : chosen) NETDEF_ENFORCE(c >= 0 && c < width, "[ArrayFeatureExtractor] expected indices of 0 to ", width - 1, ", got ", c);
    DispatchItemTypes(x.dtype(), [&](auto zero) {
      using T = decltype(zero);
      T* out = static_cast<T*>(Output(0)->raw_mutable_data(x.dtype()));
      for (int64_t row = 0; width > 0 && row < x.numel() / width; ++row) {
        for (int64_t c : chosen) *out++ = Items<T>(x)[row * width + c];
      }
    });
  }
};

ML_OPERATOR_SCHEMA(ArrayFeatureExtractor)
    .NumInputs(2)
    .NumOutputs(1)
    .Shape([](const ShapeInputs& in) {
      NETDEF_ENFORCE(!in[0].dims.empty(), "expected at least one dimension");
      Dims dims = in[0].dims.size() == 1 ? Dims{1} : DimsBefore(in[0].dims, in[0].dims.size() - 1);
      dims.push_back(NumElements(in[1].dims));
      return OneSpec(std::move(dims), in[0].dtype);
    })
    .SetDoc("Chooses columns.")
    .Input(0, "X", "Tensor of any type.")
    .Input(1, "Y", "int64: the columns.")
    .Output(0, "Z", "The columns chosen.");

REGISTER_ML_OPERATOR(ArrayFeatureExtractor, ArrayFeatureExtractorOp);

}  // namespace
}  // namespace netdef
