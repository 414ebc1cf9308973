// The passes over a net that has no state, in their order, until none finds anything to do.
#include "netdef/passes.h"
#include "passes/graph.h"

namespace netdef {
namespace {

struct Entry {
  const char* name;
  const char* help;
  GraphPass run;
};

constexpr Entry kPasses[] = {
    {"remove_identity", "Operators that hand on their input go.", RemoveIdentity},
    {"fuse_quantized", "Operators between DequantizeLinear and QuantizeLinear compute with bytes.", FuseQuantized},
    {"fuse_quantized_sum", "A sum with the result of a quantized layer becomes part of the layer.", FuseQuantizedSum},
    {"fold_constants", "What depends on constants only is computed once.", FoldConstants},
    {"matmul_to_fc", "A product with a constant matrix becomes a fully connected layer.", MatMulToFC},
    {"batch_steps", "Fully connected layers with the same weights, each on a step of a sequence, become one on all steps.", BatchSteps},
    {"limit_to_clip", "The larger or smaller of a convolution's result and one constant is a Clip.", LimitToClip},
    {"lower_squeeze", "Squeeze moves below what is computed element by element, where ExpandDims may undo it.", LowerSqueeze},
    {"fuse_hard_sigmoid", "A hard sigmoid written as sum, Clip and quotient becomes one operator.", FuseHardSigmoid},
    {"fold_affine", "Batch normalisation, scale and shift of channels go into the weights before them.", FoldAffine},
    {"fuse_layer_norm", "Normalisation written as means, products and roots becomes one operator.", FuseLayerNorm},
    {"fuse_gelu", "Gelu written as erf or tanh, sums and products becomes one operator.", FuseGelu},
    {"fuse_activation", "Activations, also those that multiply a value with its sigmoid, become part of the convolution or fully connected layer before them.", FuseActivation},
    {"fuse_sum", "A sum with the result of a convolution becomes part of the convolution.", FuseSum},
    {"eliminate_common", "What is computed twice is computed once.", EliminateCommon},
    {"eliminate_dead", "What nobody reads is not computed.", EliminateDead},
};
constexpr int kMostRounds = 10;

}  // namespace

std::vector<PassReport> Optimize(caffe2::NetDef* net, Workspace* parameters, const std::vector<std::string>& inputs,
                                 const std::vector<std::string>& outputs) {
  std::vector<PassReport> reports;
  reports.push_back({"fuse_recurrent", "Recurrent networks of LSTM or GRU cells become layers that run all steps at once.", FuseRecurrent(net, outputs)});
  reports.push_back({"single_assignment", "Each blob is written once.", SingleAssignment(net, inputs, outputs)});
  const size_t before = reports.size();
  for (const Entry& entry : kPasses) reports.push_back({entry.name, entry.help, 0});
  Graph graph(net, parameters, inputs, outputs);
  for (int round = 0, changes = 1; changes > 0 && round < kMostRounds; ++round) {
    changes = 0;
    for (size_t i = 0; i < std::size(kPasses); ++i) {
      const int made = kPasses[i].run(&graph);
      reports[before + i].changes += made;
      changes += made;
    }
  }
  graph.Commit();
  return reports;
}

}  // namespace netdef
