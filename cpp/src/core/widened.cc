#include "netdef/widened.h"

#include "base/half_convert.h"
#include "netdef/parallel.h"

namespace netdef {
namespace {

constexpr int64_t kGrain = 16384;

template <typename From, typename To>
void Convert(const Tensor& from, Tensor* to) {
  const From* in = from.data<From>();
  To* out = to->mutable_data<To>();
  ParallelFor(0, from.numel(), kGrain, [&](int64_t begin, int64_t end) { ConvertRun(in + begin, end - begin, out + begin); });
}

}  // namespace

void WidenTensor(const Tensor& narrow, Tensor* wide) {
  wide->Resize(narrow.dims(), DType::kFloat);
  narrow.dtype() == DType::kHalf ? Convert<Half, float>(narrow, wide) : Convert<BFloat16, float>(narrow, wide);
}

void NarrowTensor(const Tensor& wide, DType dtype, Tensor* narrow) {
  narrow->Resize(wide.dims(), dtype);
  dtype == DType::kHalf ? Convert<float, Half>(wide, narrow) : Convert<float, BFloat16>(wide, narrow);
}

const Tensor& WidenedOperatorBase::Input(int i) const {
  const auto at = static_cast<size_t>(i);
  const bool widened = computing_ && at < wide_inputs_.size() && wide_inputs_[at].dtype() != DType::kUndefined;
  return widened ? wide_inputs_[at] : SizedOperator::Input(i);
}

Tensor* WidenedOperatorBase::Output(int i) {
  const auto at = static_cast<size_t>(i);
  const bool widened = computing_ && at < wide_outputs_.size() && wide_outputs_[at].dtype() != DType::kUndefined;
  return widened ? &wide_outputs_[at] : SizedOperator::Output(i);
}

void WidenedOperatorBase::Compute() {
  wide_inputs_.resize(static_cast<size_t>(InputSize()));
  wide_outputs_.resize(static_cast<size_t>(OutputSize()));
  for (int i = 0; i < InputSize(); ++i) {
    Tensor& wide = wide_inputs_[static_cast<size_t>(i)];
    if (HasInput(i) && InputIsType<Tensor>(i) && IsHalfWidth(SizedOperator::Input(i).dtype())) {
      WidenTensor(SizedOperator::Input(i), &wide);
    } else {
      wide = Tensor();
    }
  }
  std::vector<DType> narrow(wide_outputs_.size(), DType::kUndefined);
  for (int o = 0; o < OutputSize(); ++o) {
    Tensor& wide = wide_outputs_[static_cast<size_t>(o)];
    if (HasOutput(o) && OutputBlob(o)->IsType<Tensor>() && IsHalfWidth(SizedOperator::Output(o)->dtype())) {
      narrow[static_cast<size_t>(o)] = SizedOperator::Output(o)->dtype();
      wide.Resize(SizedOperator::Output(o)->dims(), DType::kFloat);
    } else {
      wide = Tensor();
    }
  }
  struct Computing {
    explicit Computing(bool* f) : flag(f) { *flag = true; }
    ~Computing() { *flag = false; }
    bool* flag;
  };
  {
    const Computing computing(&computing_);
    ComputeWide();
  }
  for (size_t o = 0; o < narrow.size(); ++o) {
    if (narrow[o] == DType::kUndefined) continue;
    NarrowTensor(wide_outputs_[o], narrow[o], SizedOperator::Output(static_cast<int>(o)));
  }
}

}  // namespace netdef
