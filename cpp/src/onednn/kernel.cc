#include "onednn/kernel.h"

namespace netdef {
namespace onednn {

using compile::Layout;

memory::desc Describe(const Dims& dims, Layout layout, memory::data_type type) {
  using tag = memory::format_tag;
  const memory::dims d(dims.begin(), dims.end());
  static const tag kPlain[] = {tag::undef, tag::a, tag::ab, tag::abc, tag::abcd, tag::abcde, tag::abcdef};
  static const tag kLast[] = {tag::undef, tag::undef, tag::ab, tag::acb, tag::acdb, tag::acdeb};
  static const tag kBlocked16[] = {tag::undef, tag::undef, tag::undef, tag::aBc16b, tag::aBcd16b, tag::aBcde16b};
  static const tag kBlocked8[] = {tag::undef, tag::undef, tag::undef, tag::aBc8b, tag::aBcd8b, tag::aBcde8b};

  const tag* tags = layout == Layout::kPlain          ? kPlain
                    : layout == Layout::kChannelsLast ? kLast
                    : compile::ChannelBlock() == 16   ? kBlocked16
                                                      : kBlocked8;
  const tag found = dims.size() < (layout == Layout::kPlain ? std::size(kPlain) : std::size(kLast)) ? tags[dims.size()] : tag::undef;
  NETDEF_ENFORCE(found != tag::undef, "no oneDNN layout, ", compile::LayoutName(layout), ", for ", dims.size(), " dims");
  return memory::desc(d, type, found);
}

memory::desc DescribeAny(const Dims& dims, memory::data_type type) {
  return memory::desc(memory::dims(dims.begin(), dims.end()), type, memory::format_tag::any);
}

std::string DescText(const memory::desc& desc) {
  std::string text = std::to_string(static_cast<int>(desc.get_data_type()));
  const auto add = [&](const memory::dims& list) {
    text += '|';
    for (memory::dim d : list) text += std::to_string(d) + ' ';
  };
  add(desc.get_padded_dims());
  add(desc.get_strides());
  add(desc.get_inner_blks());
  add(desc.get_inner_idxs());
  return text + '|' + std::to_string(desc.get_size());
}

void AppendActivation(const ActivationFunction& activation, dnnl::post_ops* ops) {
  using algorithm = dnnl::algorithm;
  using Kind = ActivationFunction::Kind;
  const auto add = [&](algorithm a, float alpha = 0, float beta = 0) { ops->append_eltwise(a, alpha, beta); };
  switch (activation.kind) {
    case Kind::kNone: return;
    case Kind::kRelu: return add(algorithm::eltwise_relu);
    case Kind::kClip: return add(algorithm::eltwise_clip, activation.alpha, activation.beta);
    case Kind::kLeakyRelu: return add(algorithm::eltwise_relu, activation.alpha);
    case Kind::kElu: return add(algorithm::eltwise_elu, activation.alpha);
    case Kind::kSigmoid: return add(algorithm::eltwise_logistic);
    case Kind::kTanh: return add(algorithm::eltwise_tanh);
    case Kind::kSwish: return add(algorithm::eltwise_swish, 1.0f);
    case Kind::kHardSigmoid: return add(algorithm::eltwise_hardsigmoid, activation.alpha, activation.beta);
    case Kind::kHardSwish: return add(algorithm::eltwise_hardswish, activation.alpha, activation.beta);
    case Kind::kGelu: return add(algorithm::eltwise_gelu_erf);
    case Kind::kGeluTanh: return add(algorithm::eltwise_gelu_tanh);
  }
}

dnnl::primitive_attr Attributes(const dnnl::post_ops& ops) {
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  if (ops.len() > 0) attributes.set_post_ops(ops);
  return attributes;
}

// With all arguments made, a run is one call; only memory of the caller is set anew.
class OneDnnKernel::BoundPrimitive final : public compile::Step {
 public:
  BoundPrimitive(const OneDnnKernel& kernel, const compile::Operands& operands, void* scratch) : primitive_(kernel.primitive_) {
    const auto add = [&](int argument, const memory::desc& desc, void* data) {
      memories_.emplace_back(desc, Engine(), data);
      arguments_.push_back({argument, memories_.back().get()});
    };
    for (size_t i = 0; i < operands.size(); ++i) {
      if (!operands[i].fixed) moving_.emplace_back(memories_.size(), operands[i].address);
      add(kernel.operands_[i].argument, kernel.operands_[i].desc, *operands[i].address);
    }
    for (const Constant& c : kernel.constants_) add(c.argument, c.desc, const_cast<void*>(c.data));
    if (kernel.scratchpad_.get_size() > 0) add(DNNL_ARG_SCRATCHPAD, kernel.scratchpad_, scratch);
  }

  void Run() override {
    for (const auto& [i, address] : moving_) Check(dnnl_memory_set_data_handle(memories_[i].get(), *address));
    Check(dnnl_primitive_execute(primitive_.get(), Stream().get(), static_cast<int>(arguments_.size()), arguments_.data()));
  }

 private:
  static void Check(dnnl_status_t status) {
    NETDEF_ENFORCE(status == dnnl_success, "oneDNN could not run a primitive (status ", static_cast<int>(status), ")");
  }

  dnnl::primitive primitive_;
  std::vector<memory> memories_;
  std::vector<dnnl_exec_arg_t> arguments_;
  std::vector<std::pair<size_t, void* const*>> moving_;
};

std::unique_ptr<compile::Step> OneDnnKernel::Bind(const compile::Operands& operands, void* scratch) const {
  NETDEF_ENFORCE_EQ(operands.size(), operands_.size(), "a primitive got another number of operands than it has");
  return Checked("bind a primitive", [&] { return std::make_unique<BoundPrimitive>(*this, operands, scratch); });
}

OneDnnKernel::Constant PlainWeights(const compile::PlanBuilder& plan, const std::string& blob, const memory::desc& plain, int argument) {
  return {argument, plain, nullptr, plan.constant(blob)->raw_data()};
}

OneDnnKernel::Constant PackedWeights(compile::PlanBuilder& plan, const std::string& blob, const memory::desc& plain,
                                     const memory::desc& wanted, int argument) {
  if (plain == wanted) return PlainWeights(plan, blob, plain, argument);
  const std::shared_ptr<const Buffer> packed = plan.packed().Get(blob + ' ' + DescText(wanted), wanted.get_size(), [&](void* to) {
    Checked("pack weights", [&] {
      memory from(plain, Engine(), const_cast<void*>(plan.constant(blob)->raw_data())), out(wanted, Engine(), to);
      dnnl::reorder(from, out).execute(Stream(), from, out);
      Stream().wait();
    });
  });
  return {argument, wanted, packed, packed->data()};
}

bool IsReference(const std::string& implementation) {
  return implementation.compare(0, 3, "ref") == 0 || implementation.find(":ref") != std::string::npos;
}

}  // namespace onednn
}  // namespace netdef
