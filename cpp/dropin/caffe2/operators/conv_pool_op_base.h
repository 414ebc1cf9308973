// The base of operators that slide a window over images of any number of dimensions: its arguments, padding and sizes.
#pragma once

#include <algorithm>
#include <functional>
#include <numeric>
#include <string>
#include <vector>

#include "caffe2/core/context.h"
#include "caffe2/core/logging.h"
#include "caffe2/core/operator.h"
#include "caffe2/proto/caffe2_legacy.pb.h"
#include "caffe2/utils/math.h"

// Of an uneven padding for SAME the end gets the larger half.
const bool CAFFE2_PAD_HEAD_MORE = false;

namespace caffe2 {

// An operator's window, one number for each dimension; pads are those of the heads, then those of the tails.
struct WindowArguments {
  LegacyPadding legacy_pad;
  bool global_pooling;
  std::vector<int> kernel, dilation, stride, pads;
  StorageOrder order;

  explicit WindowArguments(const OperatorDef& def) {
    const ArgumentHelper args(def);
    legacy_pad = static_cast<LegacyPadding>(args.GetSingleArgument<int>("legacy_pad", LegacyPadding::NOTSET));
    global_pooling = args.GetSingleArgument<int>("global_pooling", 0) != 0;
    order = StringToStorageOrder(args.GetSingleArgument<string>("order", "NCHW"));
    kernel = Numbers(args, "kernel", {"_h", "_w"}, 2);
    stride = Numbers(args, "stride", {"_h", "_w"}, 2);
    dilation = Numbers(args, "dilation", {"_h", "_w"}, 2);
    pads = Numbers(args, "pad", {"_t", "_l", "_b", "_r"}, 4);
    const bool computed_pads = legacy_pad == LegacyPadding::VALID || legacy_pad == LegacyPadding::SAME;
    CAFFE_ENFORCE(!computed_pads || pads.empty(), "If you use legacy padding VALID or SAME, you should not specify any specific padding values.");
    if (kernel.empty()) kernel.assign(2, 0);
    if (stride.empty()) stride.assign(kernel.size(), 1);
    if (dilation.empty()) dilation.assign(kernel.size(), 1);
    if (pads.empty()) pads.assign(2 * kernel.size(), 0);
    CAFFE_ENFORCE_EQ(stride.size(), kernel.size(), "strides and kernels");
    CAFFE_ENFORCE_EQ(dilation.size(), kernel.size(), "dilations and kernels");
    CAFFE_ENFORCE_EQ(pads.size(), 2 * kernel.size(), "pads and twice the kernels");
    for (size_t i = 0; i < kernel.size(); ++i) {
      CAFFE_ENFORCE(kernel[i] >= 0 && dilation[i] >= 1 && stride[i] >= 1, "dimension ", i, " has kernel ", kernel[i], ", dilation ", dilation[i],
                    " and stride ", stride[i]);
    }
    if (!global_pooling) return;
    CAFFE_ENFORCE(!Any(pads, 0) && !Any(dilation, 1) && !Any(stride, 1), "If global_pooling is set pad, dilation and stride shouldn't be set.");
  }

  static bool Any(const std::vector<int>& numbers, int above) {
    return std::any_of(numbers.begin(), numbers.end(), [above](int n) { return n > above; });
  }

 private:
  // kernels; else kernel, which counts for all of `count`; else kernel_h and kernel_w.
  static std::vector<int> Numbers(const ArgumentHelper& args, const string& name, const std::vector<string>& suffixes, size_t count) {
    if (args.HasArgument(name)) return std::vector<int>(count, args.GetSingleArgument<int>(name, 0));
    std::vector<int> numbers = args.GetRepeatedArgument<int>(name + "s");
    if (std::all_of(suffixes.begin(), suffixes.end(), [&](const string& suffix) { return args.HasArgument(name + suffix); })) {
      for (const string& suffix : suffixes) numbers.push_back(args.GetSingleArgument<int>(name + suffix, 0));
    }
    return numbers;
  }
};

template <class Context>
class ConvPoolOpBase : public Operator<Context> {
 public:
  USE_OPERATOR_CONTEXT_FUNCTIONS;

  explicit ConvPoolOpBase(const OperatorDef& def, Workspace* ws) : ConvPoolOpBase(def, ws, WindowArguments(def)) {}
  ~ConvPoolOpBase() override {}

  // --- sizes
  // Of the image, without batch and channels.
  vector<int> GetDims(const TensorCPU& input) const {
    const int first = order_ == StorageOrder::NCHW ? 2 : 1;
    return vector<int>(input.dims().begin() + first, input.dims().begin() + first + input.dim() - 2);
  }
  int GetDimsSize(const TensorCPU& input) const {
    const vector<int> dims = GetDims(input);
    return std::accumulate(dims.begin(), dims.end(), 1, std::multiplies<int>());
  }
  // Padding may be a matter of the input's size: pads_ and, for global pooling, kernel_ are set as well.
  vector<int64_t> GetOutputSize(const TensorCPU& input, int output_channel) {
    CAFFE_ENFORCE_GE(input.dim(), 2);
    CAFFE_ENFORCE_GT(input.size_from_dim(1), 0);
    vector<int> dims;
    InferOutputSize(input.dims(), output_channel, order_, global_pooling_, legacy_pad_, dilation_, stride_, &kernel_, &pads_, &dims);
    return vector<int64_t>(dims.begin(), dims.end());
  }
  void SetOutputSize(const TensorCPU& input, TensorCPU* output, int output_channel) { output->Resize(GetOutputSize(input, output_channel)); }

  static void InferOutputSize(IntArrayRef input, int output_channel, StorageOrder order, bool global_pooling, LegacyPadding legacy_pad,
                              const vector<int>& dilation, const vector<int>& stride, vector<int>* kernel, vector<int>* pads, vector<int>* output) {
    CAFFE_ENFORCE_NE(order, StorageOrder::UNKNOWN);
    const int ndim = static_cast<int>(input.size()) - 2, first = order == StorageOrder::NCHW ? 2 : 1;
    CAFFE_ENFORCE(global_pooling || static_cast<int>(kernel->size()) == ndim, "a window of ", kernel->size(), " dimensions over ", ndim);
    output->assign(input.begin(), input.end());
    (*output)[order == StorageOrder::NCHW ? 1 : ndim + 1] = output_channel;
    if (global_pooling) {
      kernel->assign(input.begin() + first, input.begin() + first + ndim);
      std::fill_n(output->begin() + first, ndim, 1);
      return;
    }
    for (int i = 0; i < ndim; ++i) {
      ComputeSizeAndPad(static_cast<int>(input[first + i]), stride[i], (*kernel)[i], dilation[i], legacy_pad, &(*pads)[i], &(*pads)[ndim + i],
                        &(*output)[first + i]);
    }
  }
  static void ComputeSizeAndPad(int in_size, int stride, int kernel, int dilation, LegacyPadding legacy_pad, int* pad_head, int* pad_tail, int* out_size) {
    const int reach = dilation * (kernel - 1) + 1;
    switch (legacy_pad) {
      case LegacyPadding::NOTSET:
        CAFFE_ENFORCE_GE(in_size + *pad_head + *pad_tail, reach);
        *out_size = (in_size + *pad_head + *pad_tail - reach) / stride + 1;
        break;
      case LegacyPadding::VALID:
        *pad_head = *pad_tail = 0;
        *out_size = (in_size - reach) / stride + 1;
        break;
      case LegacyPadding::SAME: {
        CAFFE_ENFORCE_EQ(dilation, 1, "Dilation not supported for legacy padding.");
        *out_size = (in_size + stride - 1) / stride;
        const int needed = (*out_size - 1) * stride + kernel - in_size;
        *pad_head = needed / 2;
        *pad_tail = needed - *pad_head;
        break;
      }
      default: {  // CAFFE_LEGACY_POOLING: a window that reaches beyond the image counts as well
        CAFFE_ENFORCE_GE(*pad_head, 0);
        const int size = in_size + 2 * *pad_head - reach;
        *out_size = (size + stride - 1) / stride + 1;
        if (*pad_head > 0 && (*out_size - 1) * stride >= in_size + *pad_head) --*out_size;
        *pad_tail = *pad_head + stride * (*out_size - (size / stride + 1));
      }
    }
  }
  void ComputePads(const vector<int>& dims) {
    if (global_pooling_) kernel_ = dims;
    if (global_pooling_ || legacy_pad_ == LegacyPadding::NOTSET) return;
    int unused;
    for (size_t i = 0; i < dims.size(); ++i) {
      ComputeSizeAndPad(dims[i], stride_[i], kernel_[i], dilation_[i], legacy_pad_, &pads_[i], &pads_[dims.size() + i], &unused);
    }
  }
  // As 0.8 called them.
  void ComputePads(int height, int width) { ComputePads({height, width}); }
  bool HasPad() const { return WindowArguments::Any(pads_, 0); }
  bool HasStride() const { return WindowArguments::Any(stride_, 1); }

  // --- what operators keep
  void SetDeviceTensor(const vector<int>& data, TensorCPU* tensor) {
    tensor->Resize(static_cast<int64_t>(data.size()));
    std::copy(data.begin(), data.end(), tensor->template mutable_data<int>());
  }
  template <typename T>
  void SetBiasMultiplier(int size, TensorCPU* ones) {
    if (ones->numel() == size) return;
    ones->Resize(size);
    math::Set<T, Context>(size, T(1), ones->template mutable_data<T>(), &context_);
  }

  // --- running
  bool RunOnDevice() override {
    CAFFE_ENFORCE(global_pooling_ || std::all_of(kernel_.begin(), kernel_.end(), [](int k) { return k > 0; }), "the kernel has no size");
    CAFFE_ENFORCE_NE(order_, StorageOrder::UNKNOWN, "Unknown storage order");
    return order_ == StorageOrder::NHWC ? RunOnDeviceWithOrderNHWC() : RunOnDeviceWithOrderNCHW();
  }
  virtual bool RunOnDeviceWithOrderNHWC() { CAFFE_NOT_IMPLEMENTED; }
  virtual bool RunOnDeviceWithOrderNCHW() { CAFFE_NOT_IMPLEMENTED; }

  // --- for schemas
  static vector<TensorShape> TensorInferenceForSchema(const OperatorDef& def, const vector<TensorShape>& in, int output_channel) {
    WindowArguments window(def);
    vector<int> dims;
    InferOutputSize(GetDimsVector(in[0]), output_channel, window.order, window.global_pooling, window.legacy_pad, window.dilation, window.stride,
                    &window.kernel, &window.pads, &dims);
    return {CreateTensorShape(dims, in[0].data_type() == TensorProto::UNDEFINED ? TensorProto::FLOAT : in[0].data_type())};
  }
  static vector<TensorShape> TensorInferenceForConv(const OperatorDef& def, const vector<TensorShape>& in) {
    CAFFE_ENFORCE_GE(in.size(), size_t(2), "Conv requires at least X and W");
    return TensorInferenceForSchema(def, in, static_cast<int>(in[1].dims(0)));
  }
  static vector<TensorShape> TensorInferenceForPool(const OperatorDef& def, const vector<TensorShape>& in) {
    const bool nchw = WindowArguments(def).order == StorageOrder::NCHW;
    return TensorInferenceForSchema(def, in, static_cast<int>(in[0].dims(nchw ? 1 : in[0].dims_size() - 1)));
  }

 protected:
  LegacyPadding legacy_pad_;
  bool global_pooling_;
  vector<int> kernel_, dilation_, stride_, pads_;
  bool float16_compute_;
  int group_;
  StorageOrder order_;
  bool shared_buffer_;
  Workspace* ws_;

  // Of two dimensions.
  int pad_t() const { return pads_[0]; }
  int pad_l() const { return pads_[1]; }
  int pad_b() const { return pads_[2]; }
  int pad_r() const { return pads_[3]; }
  int kernel_h() const { return kernel_[0]; }
  int kernel_w() const { return kernel_[1]; }
  int stride_h() const { return stride_[0]; }
  int stride_w() const { return stride_[1]; }
  int dilation_h() const { return dilation_[0]; }
  int dilation_w() const { return dilation_[1]; }

 private:
  ConvPoolOpBase(const OperatorDef& def, Workspace* ws, const WindowArguments& window)
      : Operator<Context>(def, ws),
        legacy_pad_(window.legacy_pad),
        global_pooling_(window.global_pooling),
        kernel_(window.kernel),
        dilation_(window.dilation),
        stride_(window.stride),
        pads_(window.pads),
        float16_compute_(this->template GetSingleArgument<bool>("float16_compute", false)),
        group_(this->template GetSingleArgument<int>("group", 1)),
        order_(window.order),
        shared_buffer_(this->template GetSingleArgument<int>("shared_buffer", 0) != 0),
        ws_(ws) {}
};

}  // namespace caffe2

#define USE_CONV_POOL_BASE_FUNCTIONS(Context)         \
  USE_OPERATOR_FUNCTIONS(Context);                    \
  using ::caffe2::ConvPoolOpBase<Context>::pads_;     \
  using ::caffe2::ConvPoolOpBase<Context>::pad_t;     \
  using ::caffe2::ConvPoolOpBase<Context>::pad_l;     \
  using ::caffe2::ConvPoolOpBase<Context>::pad_b;     \
  using ::caffe2::ConvPoolOpBase<Context>::pad_r;     \
  using ::caffe2::ConvPoolOpBase<Context>::legacy_pad_; \
  using ::caffe2::ConvPoolOpBase<Context>::global_pooling_; \
  using ::caffe2::ConvPoolOpBase<Context>::kernel_;   \
  using ::caffe2::ConvPoolOpBase<Context>::kernel_h;  \
  using ::caffe2::ConvPoolOpBase<Context>::kernel_w;  \
  using ::caffe2::ConvPoolOpBase<Context>::dilation_; \
  using ::caffe2::ConvPoolOpBase<Context>::dilation_h; \
  using ::caffe2::ConvPoolOpBase<Context>::dilation_w; \
  using ::caffe2::ConvPoolOpBase<Context>::stride_;   \
  using ::caffe2::ConvPoolOpBase<Context>::stride_h;  \
  using ::caffe2::ConvPoolOpBase<Context>::stride_w;  \
  using ::caffe2::ConvPoolOpBase<Context>::group_;    \
  using ::caffe2::ConvPoolOpBase<Context>::order_;    \
  using ::caffe2::ConvPoolOpBase<Context>::shared_buffer_; \
  using ::caffe2::ConvPoolOpBase<Context>::GetDims;   \
  using ::caffe2::ConvPoolOpBase<Context>::GetDimsSize; \
  using ::caffe2::ConvPoolOpBase<Context>::SetDeviceTensor; \
  using ::caffe2::ConvPoolOpBase<Context>::HasPad;    \
  using ::caffe2::ConvPoolOpBase<Context>::HasStride; \
  using ::caffe2::ConvPoolOpBase<Context>::ws_
