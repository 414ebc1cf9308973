#include "ops/onnx_recurrent/_shared.h"

#include <cctype>

namespace netdef {
inline namespace onnx_recurrent {  // other families have things of the same names
namespace {

struct ActivationInfo {
  const char* name;
  Activation::Kind kind;
  int parameters;
  double alpha, beta;
};
constexpr ActivationInfo kActivations[] = {
    {"tanh", Activation::kTanh, 0, 0, 0},
    {"sigmoid", Activation::kSigmoid, 0, 0, 0},
    {"relu", Activation::kRelu, 0, 0, 0},
    {"affine", Activation::kAffine, 2, 1, 0},
    {"leakyrelu", Activation::kLeakyRelu, 1, 0.01, 0},
    {"thresholdedrelu", Activation::kThresholdedRelu, 1, 1, 0},
    {"scaledtanh", Activation::kScaledTanh, 2, 1, 1},
    {"hardsigmoid", Activation::kHardSigmoid, 2, 0.2, 0.5},
    {"elu", Activation::kElu, 1, 1, 0},
    {"softsign", Activation::kSoftsign, 0, 0, 0},
    {"softplus", Activation::kSoftplus, 0, 0, 0},
};

}  // namespace

std::vector<Activation> MakeActivations(const RecurrentArgs& args, const std::vector<std::string>& usual) {
  std::vector<std::string> names = args.activations;
  const size_t count = usual.size() * static_cast<size_t>(args.directions());
  if (names.empty()) {
    while (names.size() < count) names.insert(names.end(), usual.begin(), usual.end());
  }
  NETDEF_ENFORCE_EQ(names.size(), count, "activations must name ", usual.size(), " functions for each direction");
  std::vector<Activation> result;
  size_t alpha = 0, beta = 0;
  for (std::string name : names) {
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
    const auto* info = std::find_if(std::begin(kActivations), std::end(kActivations), [&](const ActivationInfo& a) { return name == a.name; });
    NETDEF_ENFORCE(info != std::end(kActivations), "the activation '", name, "' is not known");
    Activation activation{info->kind, info->alpha, info->beta};
    if (info->parameters > 0 && alpha < args.activation_alpha.size()) activation.alpha = static_cast<double>(args.activation_alpha[alpha++]);
    if (info->parameters > 1 && beta < args.activation_beta.size()) activation.beta = static_cast<double>(args.activation_beta[beta++]);
    result.push_back(activation);
  }
  return result;
}

RecurrentDims::RecurrentDims(const RecurrentArgs& args, const ShapeInputs& in, int64_t gates, size_t states) {
  const Dims &x = in[0].dims, &w = in[1].dims, &r = in[2].dims;
  NETDEF_ENFORCE(x.size() == 3 && w.size() == 3 && r.size() == 3, "X, W and R must have three dimensions");
  steps = x[args.layout == 1 ? 1 : 0];
  batch = x[args.layout == 1 ? 0 : 1];
  inputs = x[2];
  hidden = r[2];
  directions = args.directions();
  NETDEF_ENFORCE(args.hidden_size == 0 || args.hidden_size == hidden, "hidden_size is ", args.hidden_size, ", but the weights are for ", hidden);
  const int64_t rows = gates * hidden;
  const auto expect = [&](size_t i, const char* name, const Dims& dims) {
    if (!in.has(i)) return;
    NETDEF_ENFORCE(in[i].dims == dims, name, " must have the shape [", DimsString(dims), "], got [", DimsString(in[i].dims), "]");
  };
  expect(1, "W", {directions, rows, inputs});
  expect(2, "R", {directions, rows, hidden});
  expect(3, "B", {directions, 2 * rows});
  expect(4, "sequence_lens", {batch});
  expect(5, "initial_h", State(args.layout == 1));
  if (states > 1) {
    expect(6, "initial_c", State(args.layout == 1));
    expect(7, "P", {directions, 3 * hidden});
  }
}

std::vector<TensorSpec> RecurrentDims::Outputs(const RecurrentArgs& args, DType dtype, size_t states) const {
  const bool batch_first = args.layout == 1;
  std::vector<TensorSpec> specs(1 + states, TensorSpec(State(batch_first), dtype));
  specs[0].dims = batch_first ? Dims{batch, steps, directions, hidden} : Dims{steps, directions, batch, hidden};
  return specs;
}

}  // namespace onnx_recurrent
}  // namespace netdef
