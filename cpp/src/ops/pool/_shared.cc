#include "ops/pool/_shared.h"

namespace netdef {

void CheckPoolWindow(const WindowArgs& args) {
  if (args.global_pooling) return;
  const size_t rank = args.kernels.size();
  for (size_t i = 0; i < rank; ++i) {
    NETDEF_ENFORCE(args.dilations[i] == 1, "Pooling op does not support dilation right now.");
    NETDEF_ENFORCE(args.pads[i] < args.kernels[i] && args.pads[i + rank] < args.kernels[i],
                   "Pad should be smaller than kernel. The kernel is ", args.kernels[i], ", the pads ", args.pads[i],
                   " and ", args.pads[i + rank]);
  }
}

PoolGeometry MakePoolGeometry(const WindowArgs& args, const Dims& x) {
  PoolGeometry g;
  g.order = StorageOrderFromString(args.order);
  g.x = ImageDims(x, g.order);
  NETDEF_ENFORCE(g.x.channels > 0 && g.x.pixels > 0, "Pooling op: the image is empty, its shape is [", DimsString(x), "]");
  NETDEF_ENFORCE(g.x.spatial.size() <= 3, "Unsupported pooling dim: ", g.x.spatial.size());
  const Window window = MakeWindow(args, g.x.spatial);
  g.y = ImageDims(g.x.batch, g.x.channels, window.out());
  const Window three = window.PaddedTo(3);
  g.depth = three.axes[0];
  g.height = three.axes[1];
  g.width = three.axes[2];
  return g;
}

std::vector<TensorSpec> PoolShape(const WindowArgs& args, const ShapeInputs& in) {
  const PoolGeometry g = MakePoolGeometry(args, in[0].dims);
  return {TensorSpec(g.y.InOrder(g.order), DType::kFloat)};
}

std::vector<TensorSpec> PoolGradientShape(const WindowArgs& args, const ShapeInputs& in) {
  const PoolGeometry g = MakePoolGeometry(args, in[0].dims);
  const Dims y = g.y.InOrder(g.order);
  for (size_t i : {1, 2}) {
    NETDEF_ENFORCE(in[i].dims == y, i == 1 ? "Y" : "dY", " must have the shape of the output [", DimsString(y), "], got [",
                   DimsString(in[i].dims), "]");
  }
  return {TensorSpec(in[0].dims, DType::kFloat)};
}

}  // namespace netdef
