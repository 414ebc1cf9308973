// ConcatFromSequence of ONNX: the tensors of a sequence, joined along an axis or stacked along a new one.
#include "ops/onnx_sequence/_shared.h"

namespace netdef {
namespace {

struct ConcatFromSequenceArgs {
  int64_t axis = 0;
  bool new_axis = false;

  template <typename V>
  void Fields(V& v) {
    v.Required("axis", axis, "The axis; negative: from the end.");
    v("new_axis", new_axis, "The axis is a new one.");
  }
};

class ConcatFromSequenceOp final : public OperatorBase {
 public:
  ConcatFromSequenceOp(const OperatorDef& def, Workspace* ws) : OperatorBase(def, ws), args_(ParseArgs<ConcatFromSequenceArgs>(arguments())) {}

 protected:
  bool RunOnce(int /*stream_id*/) override {
    const std::vector<Tensor>& items = Input<TensorSequence>(0).items;
    NETDEF_ENFORCE(!items.empty(), "[ConcatFromSequence] the sequence is empty");
    std::vector<Dims> shapes;
    for (const Tensor& item : items) shapes.push_back(item.dims());
    if (args_.new_axis) {
      const auto rank = static_cast<int64_t>(shapes[0].size()) + 1;
      NETDEF_ENFORCE(args_.axis >= -rank && args_.axis < rank, "[ConcatFromSequence] axis ", args_.axis, " is out of range for ", rank, " dimensions");
      for (Dims& dims : shapes) dims.insert(dims.begin() + std::min<int64_t>(args_.axis < 0 ? args_.axis + rank : args_.axis, static_cast<int64_t>(dims.size())), 1);
    }
    Dims joined = shapes[0];
    const int axis = CanonicalAxis(args_.axis, joined);
    joined[static_cast<size_t>(axis)] = 0;
    for (size_t i = 0; i < items.size(); ++i) {
      Dims like = shapes[i];
      NETDEF_ENFORCE(like.size() == joined.size() && items[i].dtype() == items[0].dtype(), "[ConcatFromSequence] items 0 and ", i, " differ in rank or type");
      int64_t& extent = joined[static_cast<size_t>(axis)];
      NETDEF_ENFORCE(!__builtin_add_overflow(extent, like[static_cast<size_t>(axis)], &extent), "[ConcatFromSequence] the joined tensor is too large");
      like[static_cast<size_t>(axis)] = extent;
      NETDEF_ENFORCE(like == joined, "[ConcatFromSequence] items 0 and ", i, " do not fit along axis ", axis);
    }
    Tensor* out = Output<Tensor>(0);
    out->Resize(joined, items[0].dtype());
    const int64_t outer = SizeToDim(joined, axis), row = SizeFromDim(joined, axis);
    DispatchItemTypes(items[0].dtype(), [&](auto zero) {
      using T = decltype(zero);
      T* to = static_cast<T*>(out->raw_mutable_data());
      for (size_t i = 0; i < items.size(); ++i) {
        const int64_t part = SizeFromDim(shapes[i], axis);
        for (int64_t o = 0; o < outer; ++o) std::copy_n(Items<T>(items[i]) + o * part, part, to + o * row);
        to += part;
      }
    });
    return true;
  }

 private:
  const ConcatFromSequenceArgs args_;
};

ONNX_OPERATOR_SCHEMA(ConcatFromSequence)
    .FillUsing(SequenceSchema)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<ConcatFromSequenceArgs>()
    .SetDoc("The tensors of a sequence, joined along an axis or stacked along a new one.")
    .Input(0, "input_sequence", "The sequence.")
    .Output(0, "concat_result", "The joined tensor.");

REGISTER_ONNX_OPERATOR(ConcatFromSequence, ConcatFromSequenceOp);

}  // namespace
}  // namespace netdef
