// Arguments and sizes of the recurrent layer that passes make, for its plain kernel and its lowering.
#pragma once

#include <string>
#include <vector>

#include "netdef/dims.h"
#include "netdef/schema.h"

namespace netdef {

struct RecurrentLayerArgs {
  std::string cell;
  float forget_bias = 0;
  bool drop_states = false;

  template <typename V>
  void Fields(V& v) {
    v.Required("cell", cell, "lstm, gru, or gru_reset_after, where the reset gate scales the product with the state instead of the state.");
    v("forget_bias", forget_bias, "Added to the forget gate of lstm.");
    v("drop_states", drop_states, "What ended sequences hand on: zeros, or else the states they had.");
    if constexpr (V::kReads) {
      NETDEF_ENFORCE(cell == "lstm" || cell == "gru" || cell == "gru_reset_after", "cell must be lstm, gru or gru_reset_after, got '", cell, "'");
    }
  }
  bool lstm() const { return cell == "lstm"; }
  int64_t gates() const { return lstm() ? 4 : 3; }
};

// Positions of inputs; the recurrent weights and their biases follow by turns, one pair for lstm, one for each gate of gru.
struct RecurrentLayerInputs {
  enum : int { kX, kWeights, kBias, kLengths, kFirstHidden, kFirstCell, kRecurrent };
};

struct RecurrentLayerSizes {
  int64_t steps, batch, inputs, hidden;

  RecurrentLayerSizes(const RecurrentLayerArgs& args, const ShapeInputs& in) {
    using In = RecurrentLayerInputs;
    const Dims& x = in[In::kX].dims;
    NETDEF_ENFORCE(x.size() == 3, "[RecurrentLayer] X must be of shape (steps, batch, inputs), got [", DimsString(x), "]");
    const int64_t pairs = args.lstm() ? 1 : 3;
    NETDEF_ENFORCE_EQ(static_cast<int64_t>(in.size()), In::kRecurrent + 2 * pairs, "[RecurrentLayer] wrong number of inputs");
    const Dims& r = in[In::kRecurrent].dims;
    NETDEF_ENFORCE(r.size() == 2, "[RecurrentLayer] recurrent weights must be a matrix, got [", DimsString(r), "]");
    steps = x[0];
    batch = x[1];
    inputs = x[2];
    hidden = r[1];
    const auto expect = [&](int i, const char* what, const Dims& dims) {
      NETDEF_ENFORCE(in[static_cast<size_t>(i)].dims == dims, "[RecurrentLayer] ", what, " must be of shape [", DimsString(dims), "], got [",
                     DimsString(in[static_cast<size_t>(i)].dims), "]");
    };
    expect(In::kWeights, "W", {args.gates() * hidden, inputs});
    expect(In::kBias, "b", {args.gates() * hidden});
    if (in.has(In::kLengths)) expect(In::kLengths, "the lengths", {batch});
    for (int64_t p = 0; p < pairs; ++p) {
      const int at = In::kRecurrent + static_cast<int>(2 * p);
      expect(at, "recurrent weights", {args.gates() / pairs * hidden, hidden});
      expect(at + 1, "a recurrent bias", {args.gates() / pairs * hidden});
    }
    for (int i = In::kFirstHidden; i <= (args.lstm() ? In::kFirstCell : In::kFirstHidden); ++i) CheckState(in[static_cast<size_t>(i)].dims);
  }

  // A first state is one for each sequence, or one for all.
  void CheckState(const Dims& dims) const {
    const bool of_all = dims == Dims{hidden}, of_each = dims == Dims{batch, hidden} || dims == Dims{1, batch, hidden};
    NETDEF_ENFORCE(of_all || of_each, "[RecurrentLayer] a first state must be of shape [", hidden, "] or [1, ", batch, ", ", hidden, "], got [",
                   DimsString(dims), "]");
  }
};

}  // namespace netdef
