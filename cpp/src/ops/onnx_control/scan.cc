// Scan of ONNX: runs a graph for each slice of some tensors, carries values on, and stacks what it makes.
#include "ops/onnx_control/_shared.h"

namespace netdef {
namespace {

struct ScanArgs {
  NetDefPtr body;
  int64_t num_scan_inputs = 0;
  std::vector<int64_t> scan_input_axes, scan_input_directions, scan_output_axes, scan_output_directions;

  template <typename V>
  void Fields(V& v) {
    v("body", body, "Graph of (values ..., slices ...) -> (values ..., slices ...); required.");
    v.Required("num_scan_inputs", num_scan_inputs, "How many of the last inputs are taken slice by slice.");
    v("scan_input_axes", scan_input_axes, "Axis of the slices of each; absent: 0.");
    v("scan_input_directions", scan_input_directions, "1: from the last slice to the first; absent: 0.");
    v("scan_output_axes", scan_output_axes, "Axis along which each output is stacked; absent: 0.");
    v("scan_output_directions", scan_output_directions, "1: new slices go in front; absent: 0.");
  }
};

class ScanOp final : public OperatorBase {
 public:
  ScanOp(const OperatorDef& def, Workspace* ws) : OperatorBase(def, ws), args_(ParseArgs<ScanArgs>(arguments())), body_(args_.body, ws, "body") {
    NETDEF_ENFORCE(args_.num_scan_inputs >= 1 && args_.num_scan_inputs <= InputSize(), "[Scan] num_scan_inputs is out of range: ", args_.num_scan_inputs);
    scans_ = static_cast<size_t>(args_.num_scan_inputs);
    values_ = static_cast<size_t>(InputSize()) - scans_;
    NETDEF_ENFORCE(body_.input_size() == values_ + scans_ && body_.output_size() == static_cast<size_t>(OutputSize()) && body_.output_size() >= values_, "[Scan] the body must have ",
                   values_ + scans_, " inputs and ", OutputSize(), " outputs, it has ", body_.input_size(), " and ", body_.output_size());
    const size_t outputs = body_.output_size() - values_;
    CheckList(args_.scan_input_axes, scans_);
    CheckList(args_.scan_input_directions, scans_);
    CheckList(args_.scan_output_axes, outputs);
    CheckList(args_.scan_output_directions, outputs);
  }

  void Cancel() override { runs_.Cancel(); }

 protected:
  bool RunOnce(int /*stream_id*/) override {
    runs_.Begin();
    std::vector<Blob> state(values_);
    for (size_t i = 0; i < values_; ++i) CopyValue(InputBlob(static_cast<int>(i)), &state[i]);
    const int64_t steps = Steps();
    std::vector<std::vector<Tensor>> slices(body_.output_size() - values_);
    for (int64_t step = 0; step < steps; ++step) {
      for (size_t i = 0; i < values_; ++i) CopyValue(state[i], body_.input(i));
      for (size_t i = 0; i < scans_; ++i) TakeSlice(i, At(args_.scan_input_directions, i) == 1 ? steps - 1 - step : step);
      if (!runs_.Run(body_.net())) return false;
      for (size_t i = 0; i < values_; ++i) body_.TakeOutput(i, &state[i]);
      for (size_t i = 0; i < slices.size(); ++i) {
        Blob slice;
        body_.TakeOutput(values_ + i, &slice);
        slices[i].push_back(std::move(*slice.GetMutable<Tensor>()));
      }
    }
    for (int o = 0; o < OutputSize(); ++o) {
      if (!HasOutput(o)) continue;
      const auto i = static_cast<size_t>(o);
      if (i < values_) {
        CopyValue(state[i], OutputBlob(o));
      } else {
        StackSlices(slices[i - values_], At(args_.scan_output_axes, i - values_), At(args_.scan_output_directions, i - values_) == 1, Output<Tensor>(o));
      }
    }
    return true;
  }

 private:
  static void CheckList(const std::vector<int64_t>& list, size_t size) {
    NETDEF_ENFORCE(list.empty() || list.size() == size, "[Scan] axes and directions need one entry for each scan input or output, ", size, ", got ", list.size());
  }
  static int64_t At(const std::vector<int64_t>& list, size_t i) { return list.empty() ? 0 : list[i]; }

  const Tensor& Scanned(size_t i) const { return Input<Tensor>(static_cast<int>(values_ + i)); }

  int64_t Steps() const {
    int64_t steps = -1;
    for (size_t i = 0; i < scans_; ++i) {
      const Dims& dims = Scanned(i).dims();
      const int64_t extent = dims[static_cast<size_t>(CanonicalAxis(At(args_.scan_input_axes, i), dims))];
      NETDEF_ENFORCE(steps < 0 || extent == steps, "[Scan] the scan inputs have ", steps, " and ", extent, " slices");
      steps = extent;
    }
    return steps;
  }

  void TakeSlice(size_t i, int64_t step) {
    const Tensor& from = Scanned(i);
    const int axis = CanonicalAxis(At(args_.scan_input_axes, i), from.dims());
    const int64_t outer = SizeToDim(from.dims(), axis), inner = SizeFromDim(from.dims(), axis + 1), extent = from.dim(axis);
    Dims dims = from.dims();
    dims.erase(dims.begin() + axis);
    Tensor* to = body_.input(values_ + i)->GetMutable<Tensor>();
    to->Resize(dims, from.dtype());
    DispatchItemTypes(from.dtype(), [&](auto zero) {
      using T = decltype(zero);
      T* out = static_cast<T*>(to->raw_mutable_data());
      for (int64_t o = 0; o < outer; ++o) std::copy_n(Items<T>(from) + (o * extent + step) * inner, inner, out + o * inner);
    });
  }

  const ScanArgs args_;
  SubNet body_;
  size_t scans_ = 0, values_ = 0;
  NestedRuns runs_;
};

ONNX_OPERATOR_SCHEMA(Scan)
    .FillUsing(NestedSchema)
    .NumInputs(1, OpSchema::kMany)
    .Args<ScanArgs>()
    .SetDoc("Runs a graph for each slice.")
    .Input(0, "inputs", "Values that the first run takes, then tensors that are taken slice by slice.")
    .Output(0, "outputs", "The values that the last run made, then the slices of all runs, stacked.");

REGISTER_ONNX_OPERATOR(Scan, ScanOp);

}  // namespace
}  // namespace netdef
