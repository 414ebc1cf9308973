// Conv by oneDNN's blocked kernels. Image and filter are brought into the layout the kernel wants in every run, as
// the filter may change between runs; where that costs more than unfolding does, the plain kernel runs.
#include <memory>
#include <unordered_map>
#include <vector>

#include "onednn/engine.h"
#include "netdef/operator.h"
#include "netdef/parallel.h"
#include "ops/conv/_shared.h"

namespace netdef {
namespace {

using dnnl::memory;
using onednn::Checked;

memory::desc Describe(const Dims& dims, const Dims& strides) {
  return memory::desc(memory::dims(dims.begin(), dims.end()), memory::data_type::f32,
                      memory::dims(strides.begin(), strides.end()));
}

memory::desc DescribeAny(const Dims& dims) {
  return memory::desc(memory::dims(dims.begin(), dims.end()), memory::data_type::f32, memory::format_tag::any);
}

// oneDNN's order of dims is channels first; the strides tell where they lie.
memory::desc DescribeImage(const ImageDims& image, StorageOrder order) {
  const Dims dims = image.InOrder(StorageOrder::kNCHW);
  Dims strides(dims.size());
  int64_t stride = order == StorageOrder::kNCHW ? 1 : image.channels;
  for (size_t i = dims.size(); i-- > 2;) {
    strides[i] = stride;
    stride *= dims[i];
  }
  strides[1] = order == StorageOrder::kNCHW ? stride : 1;
  strides[0] = image.channels * image.pixels;
  return Describe(dims, strides);
}

Dims FilterDims(const ConvGeometry& g) {
  Dims dims;
  if (g.groups > 1) dims.push_back(g.groups);
  dims.push_back(g.group_outputs());
  dims.push_back(g.group_inputs());
  for (const WindowAxis& a : g.window.axes) dims.push_back(a.kernel);
  return dims;
}

memory::desc DescribeFilter(const ConvGeometry& g) {
  const Dims dims = FilterDims(g);
  const size_t first_axis = dims.size() - g.window.axes.size();
  Dims strides(dims.size());
  int64_t stride = g.order == StorageOrder::kNCHW ? 1 : g.group_inputs();
  for (size_t i = dims.size(); i-- > first_axis;) {
    strides[i] = stride;
    stride *= dims[i];
  }
  strides[first_axis - 1] = g.order == StorageOrder::kNCHW ? stride : 1;
  strides[first_axis - 2] = g.depth();
  if (g.groups > 1) strides[0] = g.group_outputs() * g.depth();
  return Describe(dims, strides);
}

// A blob as the caller holds it, and as the kernel wants it.
class Operand {
 public:
  Operand() = default;
  Operand(const memory::desc& plain, const memory::desc& wanted, bool output)
      : plain_(plain, onednn::Engine(), nullptr), same_(plain == wanted) {
    if (same_) return;
    packed_ = memory(wanted, onednn::Engine());
    reorder_ = output ? dnnl::reorder(packed_, plain_) : dnnl::reorder(plain_, packed_);
  }

  const memory& ForKernel() const { return same_ ? plain_ : packed_; }
  void Set(const void* data) { plain_.set_data_handle(const_cast<void*>(data)); }
  void Pack(dnnl::stream& stream) {
    if (!same_) reorder_.execute(stream, plain_, packed_);
  }
  void Unpack(dnnl::stream& stream) {
    if (!same_) reorder_.execute(stream, packed_, plain_);
  }

 private:
  memory plain_, packed_;
  dnnl::reorder reorder_;
  bool same_ = true;
};

class BlockedConvolution {
 public:
  // nullptr where oneDNN has no fast kernel for this.
  static std::unique_ptr<BlockedConvolution> Make(const ConvGeometry& g, bool bias) {
    try {
      const bool planes = g.order == StorageOrder::kNCHW;
      memory::dims strides, dilations, heads, tails;
      for (const WindowAxis& a : g.window.axes) {
        if (!onednn::Serves(a)) return nullptr;
        strides.push_back(a.stride);
        dilations.push_back(a.dilation - 1);
        heads.push_back(a.pad_head);
        tails.push_back(a.pad_tail);
      }
      const memory::desc x = DescribeImage(g.x, g.order), y = DescribeImage(g.y, g.order);
      const memory::desc b = bias ? Describe({g.y.channels}, {1}) : memory::desc();
      const dnnl::convolution_forward::primitive_desc pd(
          onednn::Engine(), dnnl::prop_kind::forward_inference, dnnl::algorithm::convolution_direct,
          planes ? DescribeAny(g.x.InOrder(g.order)) : x, DescribeAny(FilterDims(g)), b,
          planes ? DescribeAny(g.y.InOrder(g.order)) : y, strides, dilations, heads, tails);
      const std::string kernel = pd.impl_info_str();
      if (kernel.find("ref") != std::string::npos || kernel.find("gemm") != std::string::npos) return nullptr;
      auto made = std::unique_ptr<BlockedConvolution>(new BlockedConvolution);
      made->x_ = Operand(x, pd.src_desc(), false);
      made->filter_ = Operand(DescribeFilter(g), pd.weights_desc(), false);
      made->bias_ = Operand(b, b, false);
      made->y_ = Operand(y, pd.dst_desc(), true);
      made->primitive_ = dnnl::convolution_forward(pd);
      made->arguments_ = {{DNNL_ARG_SRC, made->x_.ForKernel()},
                          {DNNL_ARG_WEIGHTS, made->filter_.ForKernel()},
                          {DNNL_ARG_DST, made->y_.ForKernel()}};
      if (bias) made->arguments_.emplace(DNNL_ARG_BIAS, made->bias_.ForKernel());
      return made;
    } catch (const dnnl::error& error) {
      if (error.status != dnnl_unimplemented && error.status != dnnl_invalid_arguments) {
        onednn::Rethrow(error, "prepare a convolution");
      }
      return nullptr;
    }
  }

  void Run(const float* x, const float* filter, const float* bias, float* y) {
    Checked("run a convolution", [&] {
      dnnl::stream& stream = onednn::Stream();
      x_.Set(x);
      filter_.Set(filter);
      if (bias != nullptr) bias_.Set(bias);
      y_.Set(y);
      x_.Pack(stream);
      filter_.Pack(stream);
      primitive_.execute(stream, arguments_);
      y_.Unpack(stream);
      stream.wait();
    });
  }

 private:
  BlockedConvolution() = default;

  Operand x_, filter_, bias_, y_;
  dnnl::convolution_forward primitive_;
  std::unordered_map<int, memory> arguments_;
};

// Both ways move memory around the same multiplications: unfolding writes a matrix of `depth` values for each output
// pixel, blocked kernels want filter and (NCHW) images packed. Measured, packing a float costs about as much as
// unfolding two.
bool PackingPays(const ConvGeometry& g) {
  if (g.window.IsPointwise()) return false;  // nothing to unfold
  const bool planes = g.order == StorageOrder::kNCHW;
  if (g.IsDepthwise()) return !planes;
  const double images = planes ? static_cast<double>(g.x.batch) * static_cast<double>(g.x.channels * g.x.pixels +
                                                                                      g.y.channels * g.y.pixels)
                               : 0;
  const double filter = static_cast<double>(g.y.channels) * static_cast<double>(g.depth());
  const double unfolded = static_cast<double>(g.x.batch) * static_cast<double>(g.y.pixels) * static_cast<double>(g.groups * g.depth());
  return 2 * (images + filter) < unfolded;
}

class ConvOneDnnOp final : public KernelOperator<ConvArgs> {
 public:
  ConvOneDnnOp(const OperatorDef& def, Workspace* ws) : KernelOperator(def, ws) {
    if (args_.kernels.size() > 3 && !args_.global_pooling) {
      throw UnsupportedOperatorFeature("oneDNN convolves images of up to three spatial axes");
    }
    for (const std::vector<int>* list : {&args_.pads, &args_.dilations}) {
      for (int v : *list) {
        if (v < (list == &args_.pads ? 0 : 1)) throw UnsupportedOperatorFeature("oneDNN neither crops nor knows dilation 0");
      }
    }
  }

 protected:
  void Prepare() override {
    geometry_ = MakeConvGeometry(args_, Input(0).dims(), Input(1).dims());
    plans_.clear();
    plain_.Prepare(geometry_);
  }

  void Compute() override {
    const float* x = Input(0).data<float>();
    const float* filter = Input(1).data<float>();
    const float* bias = InputSize() > 2 ? Input(2).data<float>() : nullptr;
    float* y = Output(0)->mutable_data<float>();
    if (Output(0)->numel() == 0) return;
    if (BlockedConvolution* blocked = PlanFor(KernelThreads())) {
      blocked->Run(x, filter, bias, y);
    } else {
      plain_.Forward(x, filter, bias, y);
    }
  }

 private:
  // A primitive is made for a number of threads. nullptr: the plain kernel is the better one.
  BlockedConvolution* PlanFor(int threads) {
    for (const auto& plan : plans_) {
      if (plan.first == threads) return plan.second.get();
    }
    plans_.emplace_back(threads, PackingPays(geometry_) ? BlockedConvolution::Make(geometry_, InputSize() > 2) : nullptr);
    return plans_.back().second.get();
  }

  ConvGeometry geometry_;
  std::vector<std::pair<int, std::unique_ptr<BlockedConvolution>>> plans_;
  PlainConvolution plain_;
};

REGISTER_CPU_OPERATOR_WITH_ENGINE(Conv, ONEDNN, ConvOneDnnOp);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Conv1D, ONEDNN, ConvOneDnnOp);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Conv2D, ONEDNN, ConvOneDnnOp);
REGISTER_CPU_OPERATOR_WITH_ENGINE(Conv3D, ONEDNN, ConvOneDnnOp);

}  // namespace
}  // namespace netdef
