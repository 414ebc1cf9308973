// RecurrentLayer in prepared nets, where its weights are constants.
#include "caffe2/proto/caffe2.pb.h"
#include "compile/builder.h"
#include "compile/lowering.h"
#include "compile/recurrent_kernel.h"
#include "core/pass_operator.h"
#include "ops/recurrent/_layer.h"

namespace netdef {
namespace {

using compile::Layout;
using In = RecurrentLayerInputs;
using recurrence::Cell;

bool LowerRecurrentLayer(const caffe2::OperatorDef& op, compile::PlanBuilder& plan) {
  const auto args = ParseArgs<RecurrentLayerArgs>(Arguments(op));
  const auto constant = [&](int i) { return plan.constant(op.input(i)); };
  std::string key;
  for (int i = 0; i < op.input_size(); ++i) {
    if (op.input(i).empty()) continue;
    if (plan.spec(op.input(i)).dtype != (i == In::kLengths ? DType::kInt32 : DType::kFloat)) return false;
    const bool weights = i == In::kWeights || i == In::kBias || i >= In::kRecurrent;
    if (weights && constant(i) == nullptr) return false;
    if (weights) key += op.input(i) + ' ';
  }
  const Dims& x = plan.spec(op.input(In::kX)).dims;
  compile::RecurrentLayers layers;
  layers.steps = x[0];
  layers.batch = x[1];
  layers.ended = args.drop_states ? recurrence::Ended::kDrop : recurrence::Ended::kHold;
  recurrence::Layer layer;
  layer.cell = args.lstm() ? Cell::kLstm : args.cell == "gru" ? Cell::kGru : Cell::kGruResetAfter;
  layer.inputs = x[2];
  layer.hidden = constant(In::kRecurrent)->dim(1);
  layer.isa = recurrence::BestIsa();
  const int64_t state = layers.batch * layer.hidden;
  for (int i : {In::kFirstHidden, In::kFirstCell}) {
    if (!op.input(i).empty() && NumElements(plan.spec(op.input(i)).dims) != state) return false;  // one state for all sequences
  }
  const auto weights = plan.packed().Get(internal::Concat(key, "recurrent ", args.cell, " ", args.forget_bias),
                                         recurrence::WeightFloats(layer) * sizeof(float), [&](void* to) {
    const std::vector<int64_t> order = args.lstm() ? std::vector<int64_t>{0, 1, 2, 3} : std::vector<int64_t>{1, 0, 2};
    std::vector<float> biases(constant(In::kBias)->data<float>(), constant(In::kBias)->data<float>() + constant(In::kBias)->numel());
    if (args.lstm()) {
      for (int64_t i = 0; i < layer.hidden; ++i) biases[static_cast<size_t>(layer.hidden + i)] += args.forget_bias;
    }
    recurrence::Source source;
    for (int64_t g : order) {
      source.w.push_back(constant(In::kWeights)->data<float>() + g * layer.hidden * layer.inputs);
      source.w_bias.push_back(biases.data() + g * layer.hidden);
      const int pair = In::kRecurrent + (args.lstm() ? 0 : static_cast<int>(2 * g));
      const int64_t row = args.lstm() ? g * layer.hidden : 0;
      source.r.push_back(constant(pair)->data<float>() + row * layer.hidden);
      source.r_bias.push_back(constant(pair + 1)->data<float>() + row);
    }
    recurrence::Pack(layer, source, static_cast<float*>(to));
  });
  layers.directions.push_back({layer, weights, false});

  std::vector<int> reads{plan.Read(op.input(In::kX), Layout::kPlain)}, writes;
  const auto read = [&](int i, bool* there) {
    *there = !op.input(i).empty();
    if (*there) reads.push_back(plan.Read(op.input(i), Layout::kPlain));
  };
  const auto write = [&](int i, bool* there) {
    *there = i < op.output_size() && !op.output(i).empty() && plan.IsRead(op.output(i));
    if (*there) writes.push_back(plan.Write(op.output(i), Layout::kPlain));
  };
  read(In::kLengths, &layers.lengths);
  read(In::kFirstHidden, &layers.first_h);
  read(In::kFirstCell, &layers.first_c);
  write(0, &layers.all_h);
  write(1, &layers.last_h);
  write(2, &layers.all_c);
  write(3, &layers.last_c);
  plan.Emit(compile::MakeRecurrentKernel(std::move(layers)), std::move(reads), std::move(writes));
  return true;
}

REGISTER_LOWERING(NETDEF_DOMAIN, RecurrentLayer, LowerRecurrentLayer);

}  // namespace
}  // namespace netdef
