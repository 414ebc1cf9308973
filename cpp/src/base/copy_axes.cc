#include "netdef/copy_axes.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "base/grain.h"
#include "netdef/error.h"
#include "netdef/parallel.h"

namespace netdef {
namespace math {
namespace {

constexpr int64_t kGrain = 32768;  // elements that are worth a thread

// Axes of extent 1 left out, neighbours that behave alike as one.
std::vector<CopyAxis> Merged(const std::vector<CopyAxis>& axes) {
  std::vector<CopyAxis> merged;
  for (const CopyAxis& axis : axes) {
    if (axis.extent == 1) continue;
    if (!merged.empty() && merged.back().in == axis.in * axis.extent && merged.back().out == axis.out * axis.extent) {
      merged.back() = {merged.back().extent * axis.extent, axis.in, axis.out};
    } else {
      merged.push_back(axis);
    }
  }
  return merged;
}

CopyAxis TakeOut(std::vector<CopyAxis>* axes, size_t i) {
  const CopyAxis axis = (*axes)[i];
  axes->erase(axes->begin() + static_cast<int64_t>(i));
  return axis;
}

// fn(from, to) for every index of `axes`; each call moves `elements`.
template <typename Word, typename Fn>
void ForEach(const std::vector<CopyAxis>& axes, int64_t elements, const Word* in, Word* out, const Fn& fn) {
  int64_t count = 1;
  for (const CopyAxis& axis : axes) count *= axis.extent;
  ParallelFor(0, count, GrainFor(kGrain, elements), [&](int64_t begin, int64_t end) {
    std::vector<int64_t> index(axes.size(), 0);
    const Word* from = in;
    Word* to = out;
    int64_t rest = begin;
    for (size_t k = axes.size(); k-- > 0;) {
      index[k] = rest % axes[k].extent;
      rest /= axes[k].extent;
      from += index[k] * axes[k].in;
      to += index[k] * axes[k].out;
    }
    for (int64_t i = begin; i < end; ++i) {
      fn(from, to);
      for (size_t k = axes.size(); k-- > 0;) {
        from += axes[k].in;
        to += axes[k].out;
        if (++index[k] < axes[k].extent) break;
        from -= axes[k].in * axes[k].extent;
        to -= axes[k].out * axes[k].extent;
        index[k] = 0;
      }
    }
  });
}

template <typename Word>
constexpr int64_t kTile = sizeof(Word) >= 8 ? 8 : 16;

#ifdef __GNUC__
// 16 bytes of words.
template <typename Word>
struct Register {
  static constexpr int kLanes = 16 / sizeof(Word);
  using Lanes [[gnu::vector_size(16)]] = Word;

  // The first halves of both in turns, or the second halves.
  template <bool kSecond, size_t... I>
  static Lanes Mixed(Lanes a, Lanes b, std::index_sequence<I...>) {
    return __builtin_shufflevector(a, b, (static_cast<int>(I) / 2 + (kSecond ? kLanes / 2 : 0) + (I % 2 == 0 ? 0 : kLanes))...);
  }

  // As many rows as a register has lanes, transposed.
  static void CopySquare(const Word* from, int64_t from_step, Word* to, int64_t to_step) {
    Lanes rows[kLanes], mixed[kLanes];
    for (int j = 0; j < kLanes; ++j) std::memcpy(&rows[j], from + j * from_step, sizeof rows[j]);
    for (int round = 1; round < kLanes; round *= 2) {
      for (int j = 0; j < kLanes / 2; ++j) {
        mixed[2 * j] = Mixed<false>(rows[j], rows[j + kLanes / 2], std::make_index_sequence<kLanes>());
        mixed[2 * j + 1] = Mixed<true>(rows[j], rows[j + kLanes / 2], std::make_index_sequence<kLanes>());
      }
      std::copy_n(mixed, kLanes, rows);
    }
    for (int i = 0; i < kLanes; ++i) std::memcpy(to + i * to_step, &rows[i], sizeof rows[i]);
  }
};
#endif

// to[i * to_step + j] = from[j * from_step + i], by way of registers or a tile in the cache.
template <typename Word>
void CopyTile(const Word* from, int64_t from_step, int64_t rows, int64_t columns, Word* to, int64_t to_step) {
  constexpr int64_t kSide = kTile<Word>;
  if (rows == kSide && columns == kSide) {
#ifdef __GNUC__
    if constexpr (sizeof(Word) <= 8) {
      constexpr int64_t kLanes = Register<Word>::kLanes;
      for (int64_t i = 0; i < kSide; i += kLanes) {
        for (int64_t j = 0; j < kSide; j += kLanes) Register<Word>::CopySquare(from + j * from_step + i, from_step, to + i * to_step + j, to_step);
      }
      return;
    }
#endif
    Word tile[kSide][kSide];
    for (int64_t j = 0; j < kSide; ++j) std::memcpy(tile[j], from + j * from_step, sizeof tile[j]);
    for (int64_t i = 0; i < kSide; ++i) {
      for (int64_t j = 0; j < kSide; ++j) to[i * to_step + j] = tile[j][i];
    }
    return;
  }
  for (int64_t i = 0; i < columns; ++i) {
    for (int64_t j = 0; j < rows; ++j) to[i * to_step + j] = from[j * from_step + i];
  }
}

// `across` is contiguous in the input, `along` in the output.
template <typename Word>
void CopyTransposed(std::vector<CopyAxis> axes, const CopyAxis& across, const CopyAxis& along, const Word* in, Word* out) {
  constexpr int64_t kSide = kTile<Word>;
  const auto stripe = [&](const Word* from, Word* to, int64_t columns) {
    for (int64_t j = 0; j < along.extent; j += kSide) {
      CopyTile(from + j * along.in, along.in, std::min(kSide, along.extent - j), columns, to + j, across.out);
    }
  };
  const int64_t whole = across.extent / kSide, rest = across.extent % kSide;
  if (rest > 0) {
    ForEach(axes, rest * along.extent, in + whole * kSide, out + whole * kSide * across.out, [&](const Word* from, Word* to) { stripe(from, to, rest); });
  }
  if (whole == 0) return;
  axes.push_back({whole, kSide, kSide * across.out});
  ForEach(axes, kSide * along.extent, in, out, [&](const Word* from, Word* to) { stripe(from, to, kSide); });
}

template <typename Word>
void CopyWords(std::vector<CopyAxis> axes, const Word* in, Word* out) {
  if (axes.empty()) axes.push_back({1, 1, 1});
  const auto position = [&](auto test) { return static_cast<size_t>(std::find_if(axes.begin(), axes.end(), test) - axes.begin()); };
  const size_t along = position([](const CopyAxis& a) { return a.out == 1; });
  if (along == axes.size()) {
    const CopyAxis inner = TakeOut(&axes, axes.size() - 1);
    return ForEach(axes, inner.extent, in, out, [&](const Word* from, Word* to) {
      for (int64_t i = 0; i < inner.extent; ++i) to[i * inner.out] = from[i * inner.in];
    });
  }
  const size_t across = position([](const CopyAxis& a) { return a.in == 1; });
  const int64_t step = axes[along].in;
  if (across < axes.size() && across != along && step != 0 && step != 1 && axes[along].extent >= 4 && axes[across].extent >= 4) {
    const CopyAxis first = axes[across], second = axes[along];
    TakeOut(&axes, std::max(across, along));
    TakeOut(&axes, std::min(across, along));
    return CopyTransposed(std::move(axes), first, second, in, out);
  }
  const CopyAxis inner = TakeOut(&axes, along);
  if (step == 1) {
    ForEach(axes, inner.extent, in, out, [&](const Word* from, Word* to) { std::memcpy(to, from, static_cast<size_t>(inner.extent) * sizeof(Word)); });
  } else if (step == 0) {
    ForEach(axes, inner.extent, in, out, [&](const Word* from, Word* to) { std::fill_n(to, inner.extent, *from); });
  } else {
    ForEach(axes, inner.extent, in, out, [&](const Word* from, Word* to) {
      for (int64_t i = 0; i < inner.extent; ++i) to[i] = from[i * inner.in];
    });
  }
}

}  // namespace

void CopyAxes(const std::vector<CopyAxis>& axes, int64_t itemsize, const void* in, void* out) {
  if (std::any_of(axes.begin(), axes.end(), [](const CopyAxis& a) { return a.extent == 0; })) return;
  const std::vector<CopyAxis> merged = Merged(axes);
  const auto copy = [&](auto word) {
    using Word = decltype(word);
    CopyWords(merged, static_cast<const Word*>(in), static_cast<Word*>(out));
  };
  switch (itemsize) {
    case 1: return copy(uint8_t{});
    case 2: return copy(uint16_t{});
    case 4: return copy(uint32_t{});
    case 8: return copy(uint64_t{});
    case 16: return copy(std::array<uint64_t, 2>{});
    default: NETDEF_THROW("no elements of ", itemsize, " bytes can be copied");
  }
}

}  // namespace math
}  // namespace netdef
