// Arguments of the poolings of quantized nets, for their plain kernels and their lowerings.
#pragma once

#include "core/onnx_window.h"
#include "core/window.h"
#include "ops/quantized/_requantize.h"

namespace netdef {

struct QuantizedMaxPoolArgs : WindowArgs {};

struct QuantizedAveragePoolArgs : quantized::InputArgs, quantized::OutputArgs, WindowArgs {
  bool count_include_pad = false;

  template <typename V>
  void Fields(V& v) {
    InputArgs::Fields(v);
    OutputArgs::Fields(v);
    WindowArgs::Fields(v);
    v("count_include_pad", count_include_pad, "Pixels of the padding count.");
  }
};

namespace quantized {

inline std::vector<TensorSpec> PoolShape(const WindowArgs& args, const ShapeInputs& in) {
  NETDEF_ENFORCE(in[0].dtype == DType::kUint8 && in[0].dims.size() >= 3, "expected an image [N, C, ...] of uint8, got ", DTypeName(in[0].dtype), ", [",
                 DimsString(in[0].dims), "]");
  NETDEF_ENFORCE(args.order == "NCHW", "only order NCHW is served, got ", args.order);
  return {TensorSpec(WindowedDims(in[0].dims, in[0].dims[1], MakeWindow(args, SpatialDims(in[0].dims))), DType::kUint8)};
}

}  // namespace quantized
}  // namespace netdef
