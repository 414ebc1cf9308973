// LSTM, GRU and RNN in prepared nets: their usual forms with constant weights.
#include "caffe2/proto/caffe2.pb.h"
#include "compile/builder.h"
#include "compile/lowering.h"
#include "compile/recurrent_kernel.h"
#include "ops/onnx_recurrent/_shared.h"

namespace netdef {
namespace {

using compile::Layout;
using compile::PlanBuilder;
using recurrence::Cell;

struct Form {
  Cell cell;
  std::vector<int> order;  // where ONNX has the gates of the cell
  std::vector<std::string> activations;
};

std::string InputOf(const caffe2::OperatorDef& op, int i) { return i < op.input_size() ? op.input(i) : ""; }

bool IsUsual(const RecurrentArgs& args, const std::vector<std::string>& usual) {
  if (args.clips) return false;
  const std::vector<Activation> chosen = MakeActivations(args, usual), expected = [&] {
    RecurrentArgs plain;
    plain.direction = args.direction;
    return MakeActivations(plain, usual);
  }();
  return std::equal(chosen.begin(), chosen.end(), expected.begin(), [](const Activation& a, const Activation& b) { return a.kind == b.kind; });
}

bool Lower(const caffe2::OperatorDef& op, PlanBuilder& plan, const Form& form) {
  const auto args = ParseArgs<RecurrentArgs>(Arguments(op));
  if (!IsUsual(args, form.activations)) return false;
  const std::string &x = op.input(0), w = op.input(1), r = op.input(2), bias = InputOf(op, 3), lengths = InputOf(op, 4);
  const Tensor *w_values = plan.constant(w), *r_values = plan.constant(r), *b_values = bias.empty() ? nullptr : plan.constant(bias);
  if (w_values == nullptr || r_values == nullptr || (!bias.empty() && b_values == nullptr) || !InputOf(op, 7).empty()) return false;
  for (int i = 0; i < op.input_size(); ++i) {
    if (!op.input(i).empty() && plan.spec(op.input(i)).dtype != (i == 4 ? DType::kInt32 : DType::kFloat)) return false;
  }

  compile::RecurrentLayers layers;
  const Dims& dims = plan.spec(x).dims;
  layers.batch_first = args.layout == 1;
  layers.steps = dims[layers.batch_first ? 1 : 0];
  layers.batch = dims[layers.batch_first ? 0 : 1];
  const int64_t gates = recurrence::GatesOf(form.cell);
  recurrence::Layer layer;
  layer.cell = form.cell;
  layer.inputs = dims[2];
  layer.hidden = r_values->dim(2);
  layer.isa = recurrence::BestIsa();
  for (int64_t d = 0; d < args.directions(); ++d) {
    const auto packed = plan.packed().Get(internal::Concat(w, " ", r, " ", bias, " recurrent ", d, " ", static_cast<int>(form.cell)),
                                          recurrence::WeightFloats(layer) * sizeof(float), [&](void* to) {
      recurrence::Source source;
      for (int64_t g : form.order) {
        const int64_t at = d * gates + g;
        source.w.push_back(w_values->data<float>() + at * layer.hidden * layer.inputs);
        source.r.push_back(r_values->data<float>() + at * layer.hidden * layer.hidden);
        const float* b = b_values == nullptr ? nullptr : b_values->data<float>() + (d * 2 * gates + g) * layer.hidden;
        source.w_bias.push_back(b);
        source.r_bias.push_back(b == nullptr ? nullptr : b + gates * layer.hidden);
      }
      recurrence::Pack(layer, source, static_cast<float*>(to));
    });
    layers.directions.push_back({layer, packed, d == 1 || args.direction == "reverse"});
  }

  std::vector<int> reads{plan.Read(x, Layout::kPlain)}, writes;
  const auto read = [&](const std::string& name, bool* there) {
    *there = !name.empty();
    if (*there) reads.push_back(plan.Read(name, Layout::kPlain));
  };
  const auto write = [&](int i, bool* there) {
    *there = i < op.output_size() && !op.output(i).empty() && plan.IsRead(op.output(i));
    if (*there) writes.push_back(plan.Write(op.output(i), Layout::kPlain));
  };
  read(lengths, &layers.lengths);
  read(InputOf(op, 5), &layers.first_h);
  read(InputOf(op, 6), &layers.first_c);
  write(0, &layers.all_h);
  write(1, &layers.last_h);
  write(2, &layers.last_c);
  plan.Emit(compile::MakeRecurrentKernel(std::move(layers)), std::move(reads), std::move(writes));
  return true;
}

bool LowerLstm(const caffe2::OperatorDef& op, PlanBuilder& plan) {
  return !Arguments(op).Get<bool>("input_forget", false) && Lower(op, plan, {Cell::kLstm, {0, 2, 1, 3}, {"Sigmoid", "Tanh", "Tanh"}});
}

bool LowerGru(const caffe2::OperatorDef& op, PlanBuilder& plan) {
  const bool after = Arguments(op).Get<bool>("linear_before_reset", false);
  return Lower(op, plan, {after ? Cell::kGruResetAfter : Cell::kGru, {0, 1, 2}, {"Sigmoid", "Tanh"}});
}

bool LowerRnn(const caffe2::OperatorDef& op, PlanBuilder& plan) { return Lower(op, plan, {Cell::kTanh, {0}, {"Tanh"}}); }

REGISTER_LOWERING("ai.onnx", LSTM, LowerLstm);
REGISTER_LOWERING("ai.onnx", GRU, LowerGru);
REGISTER_LOWERING("ai.onnx", RNN, LowerRnn);

}  // namespace
}  // namespace netdef
