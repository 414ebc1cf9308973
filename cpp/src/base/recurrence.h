// Recurrent layers fused over time: the inputs of many steps are multiplied at once, then every step multiplies the state and
// applies its cell while the gates are in registers. Weights are packed in panels, each with all gates of as many hidden
// units as a vector holds. LSTM: https://doi.org/10.1162/neco.1997.9.8.1735, GRU: https://arxiv.org/abs/1406.1078
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace netdef {
namespace recurrence {

enum class Cell : uint8_t {
  kTanh,           // h = tanh(gate)
  kLstm,           // gates input, forget, output, candidate: c = f * c + i * g, h = o * tanh(c)
  kGru,            // gates update, reset, candidate: h = (1 - z) * g + z * h; the reset gate scales what enters R
  kGruResetAfter,  // the same, but the reset gate scales what leaves R
};
int GatesOf(Cell cell);

enum class Isa : uint8_t { kPlain, kAvx2, kAvx512 };
Isa BestIsa();  // of this CPU
const char* IsaName(Isa isa);

// A layer in one direction.
struct Layer {
  Cell cell = Cell::kLstm;
  int64_t inputs = 0, hidden = 0;
  Isa isa = Isa::kPlain;

  int64_t width() const;   // hidden units of a panel
  int64_t panels() const;  // the last one filled up with zeros
  int64_t gate_floats() const { return panels() * width() * GatesOf(cell); }  // of one sequence at one step
};

// Where the weights of a layer come from: for each gate of the cell, in its order, [hidden, inputs] and [hidden, hidden]
// row-major, and biases of `hidden` elements or nullptr.
struct Source {
  std::vector<const float*> w, r, w_bias, r_bias;
};

size_t WeightFloats(const Layer& layer);
void Pack(const Layer& layer, const Source& source, float* packed);

// What becomes of a sequence that has ended.
enum class Ended : uint8_t {
  kZeroOutput,  // its outputs are zero, its states stay
  kHold,        // its states stay and are its outputs
  kDrop,        // states and outputs are zero
};

// Element (step, sequence, unit) of a tensor lies at data[step * step_stride + sequence * sequence_stride + unit].
struct Rows {
  float* data = nullptr;  // nullptr: not there
  int64_t step_stride = 0, sequence_stride = 0;
};

struct Run {
  int64_t steps = 0, batch = 0;
  bool reverse = false;
  Ended ended = Ended::kZeroOutput;
  Rows x;                            // read only
  const int32_t* lengths = nullptr;  // of the sequences, 0 to `steps`; nullptr: all run to the end
  Rows h0, c0;                       // first states, read only; nullptr: zero
  Rows h, c;                         // the states after each step
  Rows last_h, last_c;
};

// Parts of the batch that threads run on their own, so that they need not wait for each other after each step: where each
// thread's cache holds the weights of a step. Else one, and the threads share the panels.
int64_t PartsFor(const Layer& layer, int64_t batch);
size_t ScratchBytes(const Layer& layer, int64_t steps, int64_t batch, int64_t parts);
// Uses the threads of the run that it is part of; `scratch` is aligned to cache lines.
void Compute(const Layer& layer, const float* packed, const Run& run, int64_t parts, void* scratch);

// --- the vector code, one table for each instruction set

// One step of all sequences, or their inputs at many steps, for a range of panels.
struct Work {
  int64_t rows = 0;                     // sequences, or inputs
  const float* const* from = nullptr;   // of each row: what is multiplied
  int64_t depth = 0;                    // elements of it
  const float* panels = nullptr;        // [panels][depth][gates][width]
  float* gates = nullptr;               // [rows][panels][all gates of the cell][width]
  int64_t gate_row = 0;
  const float* bias = nullptr;          // [panels][gates][width]; of a step: the candidate's own, [panels][width]
  // Of a step; rows of states are `state_row` apart.
  int64_t state_row = 0, hidden = 0, step = 0;
  bool backwards = false;               // the panels: those that the step before read last are still in the cache
  const int32_t* lengths = nullptr;
  const int64_t* times = nullptr;       // where in time each sequence is
  const float* h_in = nullptr;
  float *h_out = nullptr, *c = nullptr, *update = nullptr, *reset_h = nullptr;
  Rows all_h, all_c;
  Ended ended = Ended::kZeroOutput;
};
using WorkFunction = void (*)(const Work&, int64_t first_panel, int64_t last_panel);

struct Functions {
  int64_t width;
  WorkFunction project[5];  // by gates
  WorkFunction tanh, lstm, gru_gates, gru_state, gru_reset_after;
};
const Functions& FunctionsPlain();
const Functions& FunctionsAvx2();
const Functions& FunctionsAvx512();

}  // namespace recurrence
}  // namespace netdef
