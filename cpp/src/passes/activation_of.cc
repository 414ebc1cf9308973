#include "passes/activation_of.h"

#include <limits>
#include <map>

#include "caffe2/proto/caffe2.pb.h"

namespace netdef {

std::optional<ActivationFunction> ActivationOf(const caffe2::OperatorDef& op) {
  using Kind = ActivationFunction::Kind;
  if (!op.domain().empty() || op.input_size() != 1 || op.output_size() != 1) return std::nullopt;
  const Arguments args(op);
  const std::string& type = op.type();
  if (type == "Relu") return ActivationFunction{Kind::kRelu};
  if (type == "Sigmoid") return ActivationFunction{Kind::kSigmoid};
  if (type == "Tanh") return ActivationFunction{Kind::kTanh};
  if (type == "Swish") return ActivationFunction{Kind::kSwish};
  if (type == "LeakyRelu") return ActivationFunction{Kind::kLeakyRelu, args.Get<float>("alpha", 0.01f)};
  if (type == "Elu") return ActivationFunction{Kind::kElu, args.Get<float>("alpha", 1.0f)};
  if (type == "HardSigmoid") return ActivationFunction{Kind::kHardSigmoid, args.Get<float>("alpha", 0.2f), args.Get<float>("beta", 0.5f)};
  if (type == "ReluN") return ActivationFunction{Kind::kClip, 0.0f, args.Get<float>("n", 6.0f)};
  if (type == "Gelu") return ActivationFunction{args.Get<bool>("fast_gelu", false) ? Kind::kGeluTanh : Kind::kGelu};
  if (type == "Clip") {
    return ActivationFunction{Kind::kClip, args.Get<float>("min", std::numeric_limits<float>::lowest()),
                      args.Get<float>("max", std::numeric_limits<float>::max())};
  }
  return std::nullopt;
}

}  // namespace netdef
