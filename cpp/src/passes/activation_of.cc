#include "passes/activation_of.h"

#include <limits>
#include <map>

#include "caffe2/proto/caffe2.pb.h"

namespace netdef {

std::optional<Activation> ActivationOf(const caffe2::OperatorDef& op) {
  using Kind = Activation::Kind;
  if (!op.domain().empty() || op.input_size() != 1 || op.output_size() != 1) return std::nullopt;
  const Arguments args(op);
  const std::string& type = op.type();
  if (type == "Relu") return Activation{Kind::kRelu};
  if (type == "Sigmoid") return Activation{Kind::kSigmoid};
  if (type == "Tanh") return Activation{Kind::kTanh};
  if (type == "Swish") return Activation{Kind::kSwish};
  if (type == "LeakyRelu") return Activation{Kind::kLeakyRelu, args.Get<float>("alpha", 0.01f)};
  if (type == "Elu") return Activation{Kind::kElu, args.Get<float>("alpha", 1.0f)};
  if (type == "HardSigmoid") return Activation{Kind::kHardSigmoid, args.Get<float>("alpha", 0.2f), args.Get<float>("beta", 0.5f)};
  if (type == "ReluN") return Activation{Kind::kClip, 0.0f, args.Get<float>("n", 6.0f)};
  if (type == "Gelu" && !args.Get<bool>("fast_gelu", false)) return Activation{Kind::kGelu};
  if (type == "Clip") {
    return Activation{Kind::kClip, args.Get<float>("min", std::numeric_limits<float>::lowest()),
                      args.Get<float>("max", std::numeric_limits<float>::max())};
  }
  return std::nullopt;
}

}  // namespace netdef
