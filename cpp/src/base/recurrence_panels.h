// The vector code of recurrence.h, written once for vectors V of any width. Included by one file for each instruction set,
// below the pragma that chooses it, into its unnamed namespace; so this file includes nothing.

constexpr int kAhead = 2;      // vectors at most that a tile fetches into the cache for the next panel, for each row of this one
constexpr int kFewSums = 12;   // such tiles wait for the panel more than they compute
constexpr int64_t kSoon = 8;   // rows of the panel that those fetch before they are needed

// What to fetch meanwhile: `step` floats for each row of the panel.
struct Ahead {
  const float* from;
  int64_t step;
};

// sum[r][g] += from[r] * panel, panel: [depth][kGates][width].
template <class V, int kRows, int kGates>
inline void Multiply(const float* const* from, int64_t depth, const float* panel, const Ahead& ahead, V (&sum)[kRows][kGates]) {
  // Few sums would wait for each other: then neighbouring rows of the panel have sums of their own.
  constexpr int kSets = kRows * kGates >= 8 ? 1 : kRows * kGates >= 4 ? 2 : 4;
  const float* rows[kRows];
  NETDEF_UNROLL
  for (int r = 0; r < kRows; ++r) rows[r] = from[r];
  const auto add = [&](int64_t k, V(&to)[kRows][kGates]) __attribute__((always_inline)) {
    const float* at = panel + k * kGates * V::kWidth;
    V weights[kGates];
    NETDEF_UNROLL
    for (int g = 0; g < kGates; ++g) {
      if constexpr (kRows * kGates < kFewSums) __builtin_prefetch(at + (kSoon * kGates + g) * V::kWidth);
      weights[g] = V::Load(at + g * V::kWidth);
    }
    if constexpr (kRows * kGates >= kFewSums) {
      NETDEF_UNROLL
      for (int a = 0; a < kAhead; ++a) __builtin_prefetch(ahead.from + k * ahead.step + a * V::kWidth, 0, 2);
    }
    NETDEF_UNROLL
    for (int r = 0; r < kRows; ++r) {
      const V factor = V::Broadcast(rows[r][k]);
      NETDEF_UNROLL
      for (int g = 0; g < kGates; ++g) to[r][g] = V::MultiplyAdd(factor, weights[g], to[r][g]);
    }
  };
  int64_t k = 0;
  if constexpr (kSets > 1) {
    V sets[kSets][kRows][kGates];
    NETDEF_UNROLL
    for (int s = 0; s < kSets; ++s) {
      NETDEF_UNROLL
      for (int r = 0; r < kRows; ++r) {
        NETDEF_UNROLL
        for (int g = 0; g < kGates; ++g) sets[s][r][g] = V::Broadcast(0);
      }
    }
    for (; k + kSets <= depth; k += kSets) {
      NETDEF_UNROLL
      for (int s = 0; s < kSets; ++s) add(k + s, sets[s]);
    }
    NETDEF_UNROLL
    for (int s = 0; s < kSets; ++s) {
      NETDEF_UNROLL
      for (int r = 0; r < kRows; ++r) {
        NETDEF_UNROLL
        for (int g = 0; g < kGates; ++g) sum[r][g] = V::Add(sum[r][g], sets[s][r][g]);
      }
    }
  }
  for (; k < depth; ++k) add(k, sum);
}

// e^x, x cut to where products of three of them stay finite; sigmoids that end there are 0 or 1.
inline float ExpOfGate(float x) {
  constexpr float kLimit = 29.0f;
  const float limited = x < -kLimit ? -kLimit : (x > kLimit ? kLimit : x);
  uint32_t n;
  const float q = vec::internal::ExpReduced(limited, &n);
  return (q + 1.0f) * vec::FromBits((n + 127u) << 23);
}
inline float SigmoidOfGate(float x) { return 1.0f / (1.0f + ExpOfGate(-x)); }
inline float TanhOfGate(float x) { return 1.0f - 2.0f / (1.0f + ExpOfGate(2.0f * x)); }
// sigmoid(s) * tanh(t) with one division.
inline float SigmoidTimesTanh(float s, float t) {
  const float e = ExpOfGate(-2.0f * t);
  return (1.0f - e) / ((1.0f + e) * (1.0f + ExpOfGate(-s)));
}

template <class V, int kGates>
struct Project {
  static constexpr int kPanelGates = kGates;

  template <int kRows>
  static void Tile(const Work& w, int64_t panel, int64_t row, const Ahead& ahead) {
    V sum[kRows][kGates];
    const float* bias = w.bias + panel * kGates * V::kWidth;
    NETDEF_UNROLL
    for (int r = 0; r < kRows; ++r) {
      NETDEF_UNROLL
      for (int g = 0; g < kGates; ++g) sum[r][g] = V::Load(bias + g * V::kWidth);
    }
    Multiply<V, kRows, kGates>(w.from + row, w.depth, w.panels + panel * w.depth * kGates * V::kWidth, ahead, sum);
    NETDEF_UNROLL
    for (int r = 0; r < kRows; ++r) {
      float* to = w.gates + (row + r) * w.gate_row + panel * kGates * V::kWidth;
      NETDEF_UNROLL
      for (int g = 0; g < kGates; ++g) V::Store(to + g * V::kWidth, sum[r][g]);
    }
  }
};

// A step: the gates [kFirst, kFirst + kGates) of kAll become sums, Cell::Apply makes states of them.
template <class V, class Cell>
struct StepOf {
  static constexpr int kPanelGates = Cell::kGates;

  template <int kRows>
  static void Tile(const Work& w, int64_t panel, int64_t row, const Ahead& ahead) {
    constexpr int kGates = Cell::kGates;
    constexpr int64_t kWidth = V::kWidth;
    V sum[kRows][kGates];
    NETDEF_UNROLL
    for (int r = 0; r < kRows; ++r) {
      const float* gates = w.gates + (row + r) * w.gate_row + panel * Cell::kAll * kWidth;
      NETDEF_UNROLL
      for (int g = 0; g < kGates; ++g) sum[r][g] = V::Load(g < Cell::kBiased ? gates + (Cell::kFirst + g) * kWidth : w.bias + panel * kWidth);
    }
    Multiply<V, kRows, kGates>(w.from + row, w.depth, w.panels + panel * w.depth * kGates * kWidth, ahead, sum);
    alignas(64) float gates[kRows][kGates][kWidth];
    NETDEF_UNROLL
    for (int r = 0; r < kRows; ++r) {
      NETDEF_UNROLL
      for (int g = 0; g < kGates; ++g) V::Store(gates[r][g], sum[r][g]);
    }
    for (int r = 0; r < kRows; ++r) Finish(w, panel, row + r, gates[r]);
  }

  static void Finish(const Work& w, int64_t panel, int64_t b, const float (*gates)[V::kWidth]) {
    constexpr int64_t kWidth = V::kWidth;
    const int64_t first = panel * kWidth, at = b * w.state_row + first;
    const bool active = w.lengths == nullptr || w.step < w.lengths[b];
    if (active) {
      const float* x = w.gates + b * w.gate_row + panel * Cell::kAll * kWidth;
      Cell::template Apply<kWidth>(w, at, gates, x);
    } else if (Cell::kLast) {
      for (int64_t k = 0; k < kWidth; ++k) w.h_out[at + k] = w.ended == Ended::kDrop ? 0.0f : w.h_in[at + k];
      for (int64_t k = 0; k < kWidth && w.ended == Ended::kDrop && w.c != nullptr; ++k) w.c[at + k] = 0;
    }
    if (!Cell::kLast) return;
    const int64_t lanes = w.hidden - first < kWidth ? w.hidden - first : kWidth;
    const bool zero = !active && w.ended == Ended::kZeroOutput;
    const auto store = [&](const Rows& all, const float* from) {
      if (all.data == nullptr) return;
      float* to = all.data + w.times[b] * all.step_stride + b * all.sequence_stride + first;
      if (lanes == kWidth && !zero) {
        V::Store(to, V::Load(from));
      } else {
        for (int64_t k = 0; k < lanes; ++k) to[k] = zero ? 0.0f : from[k];
      }
    };
    store(w.all_h, w.h_out + at);
    if (w.c != nullptr) store(w.all_c, w.c + at);
  }
};

struct TanhCell {
  static constexpr int kGates = 1, kFirst = 0, kAll = 1, kBiased = 1;
  static constexpr bool kLast = true;
  template <int64_t kWidth>
  static void Apply(const Work& w, int64_t at, const float (*gates)[kWidth], const float*) {
    float* h = w.h_out + at;
#pragma omp simd
    for (int64_t k = 0; k < kWidth; ++k) h[k] = TanhOfGate(gates[0][k]);
  }
};

struct LstmCell {
  static constexpr int kGates = 4, kFirst = 0, kAll = 4, kBiased = 4;
  static constexpr bool kLast = true;
  template <int64_t kWidth>
  static void Apply(const Work& w, int64_t at, const float (*gates)[kWidth], const float*) {
    float *h = w.h_out + at, *c = w.c + at;
#pragma omp simd
    for (int64_t k = 0; k < kWidth; ++k) {
      // sigmoid(forget) * c + sigmoid(input) * tanh(candidate), with one division.
      const float forget = 1.0f + ExpOfGate(-gates[1][k]), e = ExpOfGate(-2.0f * gates[3][k]), both = (1.0f + e) * (1.0f + ExpOfGate(-gates[0][k]));
      const float cell = (c[k] * both + (1.0f - e) * forget) / (forget * both);
      c[k] = cell;
      h[k] = SigmoidTimesTanh(gates[2][k], cell);
    }
  }
};

struct GruResetAfterCell {
  static constexpr int kGates = 3, kFirst = 0, kAll = 3, kBiased = 2;
  static constexpr bool kLast = true;
  template <int64_t kWidth>
  static void Apply(const Work& w, int64_t at, const float (*gates)[kWidth], const float* x) {
    float* h = w.h_out + at;
    const float* before = w.h_in + at;
#pragma omp simd
    for (int64_t k = 0; k < kWidth; ++k) {
      const float z = SigmoidOfGate(gates[0][k]), candidate = TanhOfGate(x[2 * kWidth + k] + SigmoidOfGate(gates[1][k]) * gates[2][k]);
      h[k] = candidate + z * (before[k] - candidate);
    }
  }
};

// The two halves of a GRU whose reset gate comes first: the second multiplies what the first made.
struct GruGatesCell {
  static constexpr int kGates = 2, kFirst = 0, kAll = 3, kBiased = 2;
  static constexpr bool kLast = false;
  template <int64_t kWidth>
  static void Apply(const Work& w, int64_t at, const float (*gates)[kWidth], const float*) {
    float *z = w.update + at, *reset_h = w.reset_h + at;
    const float* before = w.h_in + at;
#pragma omp simd
    for (int64_t k = 0; k < kWidth; ++k) {
      z[k] = SigmoidOfGate(gates[0][k]);
      reset_h[k] = SigmoidOfGate(gates[1][k]) * before[k];
    }
  }
};

struct GruStateCell {
  static constexpr int kGates = 1, kFirst = 2, kAll = 3, kBiased = 1;
  static constexpr bool kLast = true;
  template <int64_t kWidth>
  static void Apply(const Work& w, int64_t at, const float (*gates)[kWidth], const float*) {
    float* h = w.h_out + at;
    const float *before = w.h_in + at, *z = w.update + at;
#pragma omp simd
    for (int64_t k = 0; k < kWidth; ++k) {
      const float candidate = TanhOfGate(gates[0][k]);
      h[k] = candidate + z[k] * (before[k] - candidate);
    }
  }
};

template <class Part, int kRows>
void TileOf(int64_t rows, const Work& w, int64_t panel, int64_t row, const Ahead& ahead) {
  if constexpr (kRows > 0) {
    if (rows == kRows) return Part::template Tile<kRows>(w, panel, row, ahead);
    TileOf<Part, kRows - 1>(rows, w, panel, row, ahead);
  }
}

// All rows by each panel, in even tiles of as many rows as registers hold.
template <class V, class Part>
void Panels(const Work& w, int64_t first, int64_t last) {
  constexpr int kMostRows = V::kSums / Part::kPanelGates < 8 ? V::kSums / Part::kPanelGates : 8;
  const int64_t tiles = (w.rows + kMostRows - 1) / kMostRows, panel_floats = w.depth * Part::kPanelGates * V::kWidth;
  // All tiles of a panel together fetch the next one: evenly, as what is on its way at a time is limited.
  const int64_t step = std::min<int64_t>(kAhead * V::kWidth, (Part::kPanelGates * V::kWidth + tiles - 1) / tiles);
  for (int64_t i = first; i < last; ++i) {
    const int64_t panel = w.backwards ? first + last - 1 - i : i, next = i + 1 == last ? panel : w.backwards ? panel - 1 : panel + 1;
    for (int64_t t = 0; t < tiles; ++t) {
      const int64_t from = w.rows * t / tiles, to = w.rows * (t + 1) / tiles;
      TileOf<Part, kMostRows>(to - from, w, panel, from, Ahead{w.panels + next * panel_floats + t * w.depth * step, step});
    }
  }
}

template <class V>
const Functions& FunctionsFor() {
  static const Functions functions = {
      V::kWidth,
      {nullptr, Panels<V, Project<V, 1>>, nullptr, Panels<V, Project<V, 3>>, Panels<V, Project<V, 4>>},
      Panels<V, StepOf<V, TanhCell>>,
      Panels<V, StepOf<V, LstmCell>>,
      Panels<V, StepOf<V, GruGatesCell>>,
      Panels<V, StepOf<V, GruStateCell>>,
      Panels<V, StepOf<V, GruResetAfterCell>>,
  };
  return functions;
}
