#include "base/recurrence.h"

#include <algorithm>
#include <cstring>

#include "base/cpu.h"
#include "netdef/parallel.h"

namespace netdef {
namespace recurrence {
namespace {

constexpr int64_t kChunkRows = 256;     // inputs that are multiplied at once: they and their gates stay in the caches
constexpr int64_t kWorkOfThread = 1 << 17;  // multiplications that are worth a second thread

const Functions& FunctionsOf(Isa isa) {
  return isa == Isa::kAvx512 ? FunctionsAvx512() : isa == Isa::kAvx2 ? FunctionsAvx2() : FunctionsPlain();
}

int64_t StateRow(const Layer& layer) { return layer.panels() * layer.width(); }

// Packed weights: W, R, then biases of all gates, then the candidate's own bias.
struct Parts {
  int64_t w, r, bias, candidate_bias, end;
  explicit Parts(const Layer& layer) {
    const int64_t gates = layer.gate_floats();
    w = 0;
    r = w + gates * layer.inputs;
    bias = r + gates * layer.hidden;
    candidate_bias = bias + gates;
    end = candidate_bias + StateRow(layer);
  }
};

int64_t ChunkSteps(int64_t steps, int64_t batch) { return std::clamp<int64_t>(kChunkRows / std::max<int64_t>(batch, 1), 1, steps); }

// [panels][depth][gates][width] from one [hidden, depth] matrix for each gate.
void PackPanels(const Layer& layer, const float* const* matrices, int64_t gates, int64_t depth, float* to) {
  const int64_t width = layer.width();
  for (int64_t panel = 0; panel < layer.panels(); ++panel) {
    const int64_t first = panel * width, lanes = std::min(width, layer.hidden - first);
    float* panel_to = to + panel * depth * gates * width;
    if (lanes < width) std::fill_n(panel_to, depth * gates * width, 0.0f);
    for (int64_t g = 0; g < gates; ++g) {
      for (int64_t lane = 0; lane < lanes; ++lane) {
        const float* row = matrices[g] + (first + lane) * depth;
        for (int64_t k = 0; k < depth; ++k) panel_to[(k * gates + g) * width + lane] = row[k];
      }
    }
  }
}

// Cuts memory into aligned pieces; without memory it only measures them.
class Carver {
 public:
  explicit Carver(void* memory) : at_(static_cast<char*>(memory)) {}
  template <typename T>
  T* Take(int64_t count) {
    T* piece = at_ == nullptr ? nullptr : reinterpret_cast<T*>(at_ + bytes_);
    bytes_ += (static_cast<size_t>(count) * sizeof(T) + 63) / 64 * 64;
    return piece;
  }
  size_t bytes() const { return bytes_; }

 private:
  char* at_;
  size_t bytes_ = 0;
};

struct Scratch {
  float *gates, *h[2], *c, *update, *reset_h;
  const float** rows;
  int64_t* times;

  Scratch(const Layer& layer, int64_t steps, int64_t batch, Carver* carver) {
    const int64_t chunk_rows = ChunkSteps(steps, batch) * batch, states = batch * StateRow(layer);
    gates = carver->Take<float>(chunk_rows * layer.gate_floats());
    for (float*& state : h) state = carver->Take<float>(states);
    c = layer.cell == Cell::kLstm ? carver->Take<float>(states) : nullptr;
    update = layer.cell == Cell::kGru ? carver->Take<float>(states) : nullptr;
    reset_h = layer.cell == Cell::kGru ? carver->Take<float>(states) : nullptr;
    rows = carver->Take<const float*>(chunk_rows);
    times = carver->Take<int64_t>(batch);
  }
};

class Computation {
 public:
  Computation(const Layer& layer, const float* packed, const Run& run, void* scratch)
      : layer_(layer), packed_(packed), run_(run), parts_(layer), functions_(FunctionsOf(layer.isa)), carver_(scratch), s_(layer, run.steps, run.batch, &carver_) {}

  void operator()() {
    LoadState(run_.h0, s_.h[0]);
    if (s_.c != nullptr) LoadState(run_.c0, s_.c);
    const int64_t chunk = ChunkSteps(run_.steps, run_.batch);
    for (int64_t first = 0; first < run_.steps; first += chunk) {
      const int64_t last = std::min(run_.steps, first + chunk);
      Project(first, last);
      for (int64_t step = first; step < last; ++step) Step(step, s_.gates + (step - first) * run_.batch * layer_.gate_floats());
    }
    StoreState(run_.last_h, s_.h[run_.steps % 2]);
    if (s_.c != nullptr) StoreState(run_.last_c, s_.c);
  }

 private:
  // Where in time a sequence is at a step; past its end in order.
  int64_t TimeOf(int64_t step, int64_t b) const {
    const int64_t length = run_.lengths == nullptr ? run_.steps : run_.lengths[b];
    return run_.reverse && step < length ? length - 1 - step : step;
  }

  void ForPanels(WorkFunction function, const Work& work, int64_t gates) const {
    const int64_t of_panel = work.rows * std::max<int64_t>(work.depth, 1) * gates * layer_.width();
    ParallelFor(0, layer_.panels(), std::max<int64_t>(1, kWorkOfThread / std::max<int64_t>(of_panel, 1)),
                [&](int64_t first, int64_t last) { function(work, first, last); });
  }

  void Project(int64_t first, int64_t last) {
    for (int64_t step = first; step < last; ++step) {
      for (int64_t b = 0; b < run_.batch; ++b) {
        s_.rows[(step - first) * run_.batch + b] = run_.x.data + TimeOf(step, b) * run_.x.step_stride + b * run_.x.sequence_stride;
      }
    }
    Work work;
    work.rows = (last - first) * run_.batch;
    work.from = s_.rows;
    work.depth = layer_.inputs;
    work.panels = packed_ + parts_.w;
    work.gates = s_.gates;
    work.gate_row = layer_.gate_floats();
    work.bias = packed_ + parts_.bias;
    const int gates = GatesOf(layer_.cell);
    ForPanels(functions_.project[gates], work, gates);
  }

  void Step(int64_t step, float* gates) {
    Work work;
    work.rows = run_.batch;
    work.from = s_.rows;
    work.depth = work.hidden = layer_.hidden;
    work.panels = packed_ + parts_.r;
    work.gates = gates;
    work.gate_row = layer_.gate_floats();
    work.bias = packed_ + parts_.candidate_bias;
    work.state_row = StateRow(layer_);
    work.step = step;
    work.backwards = step % 2 != 0;
    work.lengths = run_.lengths;
    work.times = s_.times;
    work.h_in = s_.h[step % 2];
    work.h_out = s_.h[(step + 1) % 2];
    work.c = s_.c;
    work.update = s_.update;
    work.reset_h = s_.reset_h;
    work.all_h = run_.h;
    work.all_c = run_.c;
    work.ended = run_.ended;
    for (int64_t b = 0; b < run_.batch; ++b) s_.times[b] = TimeOf(step, b);
    Multiplied(work.h_in);
    switch (layer_.cell) {
      case Cell::kTanh: return ForPanels(functions_.tanh, work, 1);
      case Cell::kLstm: return ForPanels(functions_.lstm, work, 4);
      case Cell::kGruResetAfter: return ForPanels(functions_.gru_reset_after, work, 3);
      case Cell::kGru:
        ForPanels(functions_.gru_gates, work, 2);
        Multiplied(s_.reset_h);
        work.panels += 2 * layer_.hidden * work.state_row;
        return ForPanels(functions_.gru_state, work, 1);
    }
  }

  void Multiplied(const float* states) {
    for (int64_t b = 0; b < run_.batch; ++b) s_.rows[b] = states + b * StateRow(layer_);
  }

  void LoadState(const Rows& from, float* to) const {
    const int64_t row = StateRow(layer_);
    std::fill_n(to, run_.batch * row, 0.0f);
    for (int64_t b = 0; b < run_.batch && from.data != nullptr; ++b) std::copy_n(from.data + b * from.sequence_stride, layer_.hidden, to + b * row);
  }

  void StoreState(const Rows& to, const float* from) const {
    for (int64_t b = 0; b < run_.batch && to.data != nullptr; ++b) {
      std::copy_n(from + b * StateRow(layer_), layer_.hidden, to.data + b * to.sequence_stride);
    }
  }

  const Layer& layer_;
  const float* packed_;
  const Run& run_;
  const Parts parts_;
  const Functions& functions_;
  Carver carver_;
  Scratch s_;
};

size_t BytesOfPart(const Layer& layer, int64_t steps, int64_t batch) {
  Carver carver(nullptr);
  const Scratch measured(layer, steps, batch, &carver);
  return carver.bytes();
}

Run SequencesOf(const Run& run, int64_t begin, int64_t end) {
  Run part = run;
  part.batch = end - begin;
  for (Rows* rows : {&part.x, &part.h0, &part.c0, &part.h, &part.c, &part.last_h, &part.last_c}) {
    if (rows->data != nullptr) rows->data += begin * rows->sequence_stride;
  }
  if (part.lengths != nullptr) part.lengths += begin;
  return part;
}

}  // namespace

int GatesOf(Cell cell) { return cell == Cell::kTanh ? 1 : cell == Cell::kLstm ? 4 : 3; }

Isa BestIsa() { return CpuHasAvx512() ? Isa::kAvx512 : CpuHasAvx2() ? Isa::kAvx2 : Isa::kPlain; }

const char* IsaName(Isa isa) { return isa == Isa::kAvx512 ? "avx512" : isa == Isa::kAvx2 ? "avx2" : "plain"; }

int64_t Layer::width() const { return FunctionsOf(isa).width; }
int64_t Layer::panels() const { return (hidden + width() - 1) / width(); }

size_t WeightFloats(const Layer& layer) { return static_cast<size_t>(Parts(layer).end); }

void Pack(const Layer& layer, const Source& source, float* packed) {
  const Parts parts(layer);
  const int64_t gates = GatesOf(layer.cell), width = layer.width(), hidden = layer.hidden;
  PackPanels(layer, source.w.data(), gates, layer.inputs, packed + parts.w);
  if (layer.cell == Cell::kGru) {  // the gates and the candidate in panels of their own
    PackPanels(layer, source.r.data(), 2, hidden, packed + parts.r);
    PackPanels(layer, source.r.data() + 2, 1, hidden, packed + parts.r + 2 * hidden * StateRow(layer));
  } else {
    PackPanels(layer, source.r.data(), gates, hidden, packed + parts.r);
  }
  std::fill(packed + parts.bias, packed + parts.end, 0.0f);
  for (int64_t g = 0; g < gates; ++g) {
    const bool apart = layer.cell == Cell::kGruResetAfter && g == 2;
    const auto add = [&](const float* bias, bool to_candidate) {
      for (int64_t i = 0; i < hidden && bias != nullptr; ++i) {
        (to_candidate ? packed[parts.candidate_bias + i] : packed[parts.bias + (i / width * gates + g) * width + i % width]) += bias[i];
      }
    };
    add(source.w_bias[static_cast<size_t>(g)], false);
    add(source.r_bias[static_cast<size_t>(g)], apart);
  }
}

int64_t PartsFor(const Layer& layer, int64_t batch) {
  constexpr int64_t kCachedFloats = 1 << 17;
  const bool cached = layer.gate_floats() * layer.hidden <= kCachedFloats;
  return cached ? std::max<int64_t>(1, std::min<int64_t>(KernelThreads(), batch / 2)) : 1;
}

size_t ScratchBytes(const Layer& layer, int64_t steps, int64_t batch, int64_t parts) {
  return static_cast<size_t>(parts) * BytesOfPart(layer, steps, (batch + parts - 1) / parts);
}

void Compute(const Layer& layer, const float* packed, const Run& run, int64_t parts, void* scratch) {
  const size_t bytes = BytesOfPart(layer, run.steps, (run.batch + parts - 1) / parts);
  ParallelFor(0, parts, 1, [&](int64_t first, int64_t last) {
    for (int64_t part = first; part < last; ++part) {
      const Run own = SequencesOf(run, run.batch * part / parts, run.batch * (part + 1) / parts);
      Computation(layer, packed, own, static_cast<char*>(scratch) + static_cast<size_t>(part) * bytes)();
    }
  });
}

}  // namespace recurrence
}  // namespace netdef
