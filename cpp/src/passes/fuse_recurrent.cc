// RecurrentNetwork of LSTM or GRU cells, as rnn_cell and gru_cell build them, becomes a layer that runs all steps at once:
// the fully connected layer before it included, and one layer for each of several cells on top of each other.
#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "core/pass_operator.h"
#include "netdef/arguments.h"
#include "netdef/proto_utils.h"
#include "passes/graph.h"

namespace netdef {
namespace {

using caffe2::NetDef;
using caffe2::OperatorDef;

// A fully connected layer over the last axis of [steps, batch, size].
struct FullyConnected {
  std::string x, w, b;
};

std::optional<FullyConnected> AsFullyConnected(const OperatorDef& op) {
  const Arguments args(op);
  if (!op.domain().empty() || op.type() != "FC" || !op.engine().empty() || op.input_size() != 3 || args.Get<int>("axis", 1) != 2 || args.Get<int>("axis_w", 1) != 1) {
    return std::nullopt;
  }
  return FullyConnected{op.input(0), op.input(1), op.input(2)};
}

struct State {
  std::string initial, before, after;  // the outer blob with its first value; the step's names for the old and the new one
  std::string all, last;               // outer blobs; empty where the operator has no such output
};

// A layer found in a step net.
struct Cell {
  std::string kind;
  std::string input;  // what is multiplied already: a name in the step net
  std::vector<std::string> recurrent;  // weights and biases by turns
  const OperatorDef* unit = nullptr;
  std::vector<std::string> states;  // names in the step net of the new hidden state, and the new cell state
};

// A step net and what links it to the outside. Each operator that a match explains is crossed off; at the end none may be left.
class StepNet {
 public:
  explicit StepNet(const OperatorDef& network) : args_(network) {
    const caffe2::Argument* net = args_.Find("step_net");
    if (net != nullptr && net->has_n()) net_ = &net->n();
    if (net_ != nullptr) is_read_ = ReadStates(network);
  }

  // The layers from the first to the last; empty where there is anything else.
  std::vector<Cell> Cells() {
    std::vector<Cell> cells;
    if (!is_read_) return cells;
    for (int i = 0; i < net_->op_size(); ++i) {
      const std::string& type = net_->op(i).type();
      if (type != "LSTMUnit" && type != "GRUUnit") continue;
      std::optional<Cell> cell = type == "LSTMUnit" ? LstmAt(i) : GruAt(i);
      if (!cell) return {};
      cells.push_back(std::move(*cell));
    }
    return cells;
  }
  // Whether the cells, with the layers between them that were asked for, are all that the net does.
  bool IsExplained() const { return static_cast<int>(explained_.size()) == net_->op_size(); }

  // The fully connected layer of the step net that makes `name`.
  std::optional<FullyConnected> LayerFor(const std::string& name) { return LayerBefore(name, net_->op_size()); }
  bool IsInput(const std::string& name) const { return name == input_; }
  const State* StateAfter(const std::string& name) const { return Find(name, &State::after); }
  std::string Lengths(const OperatorDef& unit, int i) const { return Arguments(unit).Get<bool>("sequence_lengths", true) ? unit.input(i) : ""; }

 private:
  bool ReadStates(const OperatorDef& op) {
    const auto names = args_.GetList<std::string>("recurrent_states"), internal = args_.GetList<std::string>("link_internal"),
               external = args_.GetList<std::string>("link_external"), sources = args_.GetList<std::string>("alias_src"),
               targets = args_.GetList<std::string>("alias_dst");
    const auto initial = args_.GetList<int64_t>("initial_recurrent_state_ids"), offsets = args_.GetList<int64_t>("link_offset"),
               alias_offsets = args_.GetList<int64_t>("alias_offset"), windows = args_.GetList<int64_t>("link_window");
    if (names.size() != initial.size() || internal.size() != external.size() || internal.size() != offsets.size() || sources.size() != targets.size() ||
        sources.size() != alias_offsets.size() || std::any_of(windows.begin(), windows.end(), [](int64_t w) { return w != 1; })) {
      return false;
    }
    for (size_t i = 0; i < names.size(); ++i) {
      if (initial[i] < 0 || initial[i] >= op.input_size()) return false;
      states_[names[i]].initial = op.input(static_cast<int>(initial[i]));
    }
    for (size_t i = 0; i < internal.size(); ++i) {
      const auto state = states_.find(external[i]);
      if (state == states_.end()) {  // a row of the input, and the only one
        if (external[i] != op.input(0) || offsets[i] != 0 || !input_.empty()) return false;
        input_ = internal[i];
      } else if (offsets[i] == 0 || offsets[i] == 1) {
        (offsets[i] == 0 ? state->second.before : state->second.after) = internal[i];
      } else {
        return false;
      }
    }
    std::set<std::string> outputs(op.output().begin(), op.output().end() - 1);  // the last one keeps the steps
    for (size_t i = 0; i < sources.size(); ++i) {
      const auto state = states_.find(sources[i]);
      if (state == states_.end() || (alias_offsets[i] != 1 && alias_offsets[i] != -1)) return false;
      std::string& output = alias_offsets[i] == 1 ? state->second.all : state->second.last;
      if (!output.empty()) return false;
      output = targets[i];
      outputs.erase(targets[i]);
    }
    return outputs.empty() && !input_.empty();
  }

  const State* Find(const std::string& name, std::string State::*field) const {
    const auto it = std::find_if(states_.begin(), states_.end(), [&](const auto& entry) { return entry.second.*field == name && !name.empty(); });
    return it == states_.end() ? nullptr : &it->second;
  }

  // The operator of `type` that makes `name` for the operator at `before`, crossed off; -1 where there is none.
  int MakerOf(const std::string& name, const char* type, int before) {
    for (int i = before - 1; i >= 0; --i) {
      const OperatorDef& op = net_->op(i);
      if (std::find(op.output().begin(), op.output().end(), name) == op.output().end()) continue;
      if (op.type() != type || !op.domain().empty() || op.output(0) != name) return -1;
      explained_.insert(i);
      return i;
    }
    return -1;
  }

  std::optional<FullyConnected> LayerBefore(const std::string& name, int before) {
    const int i = MakerOf(name, "FC", before);
    return i < 0 ? std::nullopt : AsFullyConnected(net_->op(i));
  }

  // For a sum of two: what is added to the product of `state` with weights.
  struct Gates {
    FullyConnected recurrent;
    std::string other;
  };
  std::optional<Gates> GatesBefore(const std::string& name, const std::string& state, int before) {
    const int sum = MakerOf(name, "Sum", before);
    if (sum < 0 || net_->op(sum).input_size() != 2) return std::nullopt;
    const std::optional<FullyConnected> layer = LayerBefore(net_->op(sum).input(0), sum);
    if (!layer || layer->x != state) return std::nullopt;
    return Gates{*layer, net_->op(sum).input(1)};
  }

  // What hands a state on: `before` is its old name, `after` its new one.
  bool IsOneState(const std::string& before, const std::string& after) const {
    const State* state = Find(before, &State::before);
    return state != nullptr && state->after == after;
  }

  std::optional<Cell> LstmAt(int i) {
    const OperatorDef& unit = net_->op(i);
    const bool lengths = Arguments(unit).Get<bool>("sequence_lengths", true);
    if (unit.input_size() != (lengths ? 5 : 4) || unit.output_size() != 2) return std::nullopt;
    if (!IsOneState(unit.input(0), unit.output(0)) || !IsOneState(unit.input(1), unit.output(1)) || !IsStep(unit)) return std::nullopt;
    const std::optional<Gates> gates = GatesBefore(unit.input(2), unit.input(0), i);
    if (!gates) return std::nullopt;
    explained_.insert(i);
    return Cell{"lstm", gates->other, {gates->recurrent.w, gates->recurrent.b}, &unit, {unit.output(0), unit.output(1)}};
  }

  std::optional<Cell> GruAt(int i) {
    const OperatorDef& unit = net_->op(i);
    const bool lengths = Arguments(unit).Get<bool>("sequence_lengths", true);
    if (unit.input_size() != (lengths ? 4 : 3) || unit.output_size() != 1) return std::nullopt;
    const std::string& h = unit.input(0);
    if (!IsOneState(h, unit.output(0)) || !IsStep(unit)) return std::nullopt;
    const int concat = MakerOf(unit.input(1), "Concat", i);
    if (concat < 0 || net_->op(concat).input_size() != 3 || !OnAxis2(net_->op(concat))) return std::nullopt;
    const auto& parts = net_->op(concat).input();
    const std::optional<Gates> reset = GatesBefore(parts[0], h, concat), update = GatesBefore(parts[1], h, concat);
    const int sum = MakerOf(parts[2], "Sum", concat);
    if (!reset || !update || sum < 0 || net_->op(sum).input_size() != 2) return std::nullopt;
    const int split = MakerOf(reset->other, "Split", sum);
    if (split < 0 || net_->op(split).input_size() != 1 || net_->op(split).output_size() != 3 || !OnAxis2(net_->op(split)) || Arguments(net_->op(split)).Has("split")) return std::nullopt;
    const auto& slices = net_->op(split).output();
    if (slices[1] != update->other || slices[2] != net_->op(sum).input(1)) return std::nullopt;
    // The reset gate meets the state before the product with it, or after.
    std::optional<FullyConnected> candidate;
    std::string kind;
    const std::string& product = net_->op(sum).input(0);
    if (const int after = MakerOf(product, "Mul", sum); after >= 0) {
      candidate = LayerBefore(net_->op(after).input(1), after);
      if (!candidate || candidate->x != h || !IsSigmoidOf(net_->op(after), parts[0], after)) return std::nullopt;
      kind = "gru_reset_after";
    } else {
      candidate = LayerBefore(product, sum);
      const int scaled = candidate ? MakerOf(candidate->x, "Mul", sum) : -1;
      if (scaled < 0 || net_->op(scaled).input(1) != h || !IsSigmoidOf(net_->op(scaled), parts[0], scaled)) return std::nullopt;
      kind = "gru";
    }
    explained_.insert(i);
    return Cell{kind, net_->op(split).input(0), {reset->recurrent.w, reset->recurrent.b, update->recurrent.w, update->recurrent.b, candidate->w, candidate->b}, &unit,
                {unit.output(0)}};
  }

  static bool OnAxis2(const OperatorDef& op) { return Arguments(op).Get<int>("axis", 1) == 2; }
  bool IsStep(const OperatorDef& unit) const { return unit.input(unit.input_size() - 1) == args_.Get<std::string>("timestep", "timestep"); }
  // Whether the first factor of `product` is the sigmoid of `gate`.
  bool IsSigmoidOf(const OperatorDef& product, const std::string& gate, int before) {
    if (product.input_size() != 2 || Arguments(product).Get<bool>("broadcast", false)) return false;
    const int sigmoid = MakerOf(product.input(0), "Sigmoid", before);
    return sigmoid >= 0 && net_->op(sigmoid).input(0) == gate;
  }

  const Arguments args_;
  const NetDef* net_ = nullptr;
  bool is_read_ = false;
  std::map<std::string, State> states_;
  std::string input_;
  std::set<int> explained_;
};

void CountNames(const NetDef& net, std::map<std::string, int>* reads, std::map<std::string, int>* writes) {
  for (const OperatorDef& op : net.op()) {
    for (const std::string& name : op.input()) ++(*reads)[name];
    for (const std::string& name : op.output()) ++(*writes)[name];
    ForEachNestedNet(op, [&](const NetDef& nested) { CountNames(nested, reads, writes); });
  }
}

class Fuser {
 public:
  Fuser(NetDef* net, const std::vector<std::string>& outputs) : net_(net), outputs_(outputs.begin(), outputs.end()) { CountNames(*net, &reads_, &writes_); }

  int Run() {
    int changes = 0;
    for (int i = 0; i < net_->op_size(); ++i) {
      if (net_->op(i).type() != "RecurrentNetwork" || !net_->op(i).domain().empty() || net_->op(i).input_size() == 0 || net_->op(i).output_size() == 0) continue;
      std::vector<OperatorDef> layers;
      const int projection = Match(net_->op(i), i, &layers);
      if (projection < 0) continue;
      Replace(projection, i, layers);
      i += static_cast<int>(layers.size()) - 2;
      ++changes;
    }
    return changes;
  }

 private:
  // The position of the fully connected layer that belongs to it, and the operators that take the place of both; -1 for no match.
  int Match(const OperatorDef& op, int at, std::vector<OperatorDef>* layers) {
    if (IsWanted(op.output(op.output_size() - 1))) return -1;  // steps kept for the gradient
    for (const std::string& state : Arguments(op).GetList<std::string>("recurrent_states")) {
      if (reads_.count(state) != 0 || outputs_.count(state) != 0) return -1;
    }
    const int projection = ProjectionOf(op.input(0), at);
    if (projection < 0) return -1;
    StepNet step(op);
    const std::vector<Cell> cells = step.Cells();
    for (const Cell& cell : cells) {
      std::optional<FullyConnected> input;
      if (step.IsInput(cell.input) && layers->empty()) {
        input = AsFullyConnected(net_->op(projection));
      } else if (!layers->empty()) {
        input = step.LayerFor(cell.input);
        if (!input || input->x != cells[layers->size() - 1].states[0]) return -1;
        input->x = layers->back().output(0);
      }
      if (!input) return -1;
      layers->push_back(LayerOf(op, step, cell, *input));
    }
    return !cells.empty() && step.IsExplained() ? projection : -1;
  }

  OperatorDef LayerOf(const OperatorDef& op, const StepNet& step, const Cell& cell, const FullyConnected& input) {
    const bool lstm = cell.kind == "lstm";
    const State* h = step.StateAfter(cell.states[0]);
    const State* c = lstm ? step.StateAfter(cell.states[1]) : nullptr;
    OperatorDef def = CreateOperatorDef("RecurrentLayer", op.name(), {input.x, input.w, input.b, step.Lengths(*cell.unit, lstm ? 3 : 2), h->initial, lstm ? c->initial : ""},
                                        {h->all.empty() ? h->before + ":all" : h->all, h->last});
    def.set_domain(NETDEF_DOMAIN);
    for (const std::string& name : cell.recurrent) def.add_input(name);
    if (lstm) {
      def.add_output(c->all);
      def.add_output(c->last);
    }
    const Arguments unit(*cell.unit);
    *def.add_arg() = MakeArgument("cell", cell.kind);
    *def.add_arg() = MakeArgument("drop_states", static_cast<int>(unit.Get<bool>("drop_states", false)));
    if (lstm) *def.add_arg() = MakeArgument("forget_bias", unit.Get<float>("forget_bias", 0.0f));
    return def;
  }

  bool IsWanted(const std::string& name) const { return reads_.count(name) != 0 || outputs_.count(name) != 0; }

  // The fully connected layer whose result only the operator at `at` reads, from blobs that stay as they are until then.
  int ProjectionOf(const std::string& name, int at) const {
    const auto reads = reads_.find(name), writes = writes_.find(name);
    if (reads == reads_.end() || reads->second != 1 || writes == writes_.end() || writes->second != 1 || outputs_.count(name) != 0) return -1;
    for (int i = 0; i < at; ++i) {
      const OperatorDef& op = net_->op(i);
      if (op.output_size() != 1 || op.output(0) != name || !AsFullyConnected(op)) continue;
      for (int k = i + 1; k < at; ++k) {
        for (const std::string& written : net_->op(k).output()) {
          if (std::find(op.input().begin(), op.input().end(), written) != op.input().end()) return -1;
        }
      }
      return i;
    }
    return -1;
  }

  void Replace(int projection, int network, const std::vector<OperatorDef>& layers) {
    NetDef made;
    for (int i = 0; i < net_->op_size(); ++i) {
      if (i == network) {
        for (const OperatorDef& layer : layers) *made.add_op() = layer;
      } else if (i != projection) {
        made.add_op()->Swap(net_->mutable_op(i));
      }
    }
    net_->mutable_op()->Swap(made.mutable_op());
  }

  NetDef* net_;
  const std::set<std::string> outputs_;
  std::map<std::string, int> reads_, writes_;
};

}  // namespace

int FuseRecurrent(NetDef* net, const std::vector<std::string>& outputs) { return Fuser(net, outputs).Run(); }

}  // namespace netdef
