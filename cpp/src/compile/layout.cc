#include "compile/layout.h"

#include <algorithm>
#include <cstring>

#include "base/cpu.h"
#include "base/grain.h"
#include "netdef/error.h"
#include "netdef/parallel.h"
#include "netdef/simd.h"

namespace netdef {
namespace compile {
namespace {

int64_t Pixels(const Dims& dims) {
  int64_t pixels = 1;
  for (size_t i = 2; i < dims.size(); ++i) pixels *= dims[i];
  return pixels;
}

class CopyKernel final : public PlainKernel {
 public:
  explicit CopyKernel(size_t bytes) : bytes_(bytes) {}
  std::string implementation() const override { return "copy"; }

 protected:
  void Run(const Operands& operands, void*) const override {
    const char* from = operands[0].data<char>();
    char* to = operands[1].data<char>();
    ParallelFor(0, static_cast<int64_t>(bytes_), 1 << 18, [&](int64_t begin, int64_t end) {
      std::memcpy(to + begin, from + begin, static_cast<size_t>(end - begin));
    });
  }

 private:
  size_t bytes_;
};

// to[pixel][lane] = from[lane][pixel] for the `lanes` channels there are; zero in the others.
template <typename T, int kBlock>
NETDEF_SIMD void PackBlock(const T* from, int64_t pixels, int64_t lanes, T* to) {
  constexpr int64_t kTile = 16;
  if (lanes < kBlock) std::memset(to, 0, sizeof(T) * static_cast<size_t>(pixels * kBlock));
  for (int64_t p0 = 0; p0 < pixels; p0 += kTile) {
    const int64_t p1 = std::min(pixels, p0 + kTile);
    for (int64_t c = 0; c < lanes; ++c) {
      for (int64_t p = p0; p < p1; ++p) to[p * kBlock + c] = from[c * pixels + p];
    }
  }
}

template <typename T, int kBlock>
NETDEF_SIMD void UnpackBlock(const T* from, int64_t pixels, int64_t lanes, T* to) {
  constexpr int64_t kTile = 16;
  for (int64_t p0 = 0; p0 < pixels; p0 += kTile) {
    const int64_t p1 = std::min(pixels, p0 + kTile);
    for (int64_t c = 0; c < lanes; ++c) {
      for (int64_t p = p0; p < p1; ++p) to[c * pixels + p] = from[p * kBlock + c];
    }
  }
}

template <typename T>
class ReorderKernel final : public PlainKernel {
 public:
  ReorderKernel(const Dims& dims, Layout from, Layout to)
      : from_(from), to_(to), batch_(dims[0]), channels_(dims[1]), pixels_(Pixels(dims)) {}
  std::string implementation() const override { return "reorder"; }

 protected:
  void Run(const Operands& operands, void*) const override {
    const T* x = operands[0].data<T>();
    T* y = operands[1].data<T>();
    if (from_ == Layout::kBlocked || to_ == Layout::kBlocked) {
      ChannelBlock() == 16 ? Blocked<16>(x, y) : Blocked<8>(x, y);
    } else {
      const bool pack = to_ == Layout::kChannelsLast;
      const int64_t rows = pack ? channels_ : pixels_, columns = pack ? pixels_ : channels_;
      for (int64_t n = 0; n < batch_; ++n, x += rows * columns, y += rows * columns) Transpose(x, rows, columns, y);
    }
  }

 private:
  template <int kBlock>
  void Blocked(const T* x, T* y) const {
    const int64_t blocks = (channels_ + kBlock - 1) / kBlock;
    const int64_t grain = std::max<int64_t>(1, 16384 / (pixels_ * kBlock + 1));
    ParallelFor(0, batch_ * blocks, grain, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const int64_t n = i / blocks, c = i % blocks * kBlock, lanes = std::min<int64_t>(kBlock, channels_ - c);
        const int64_t plain = (n * channels_ + c) * pixels_, blocked = i * kBlock * pixels_;
        if (to_ == Layout::kBlocked) {
          PackBlock<T, kBlock>(x + plain, pixels_, lanes, y + blocked);
        } else {
          UnpackBlock<T, kBlock>(x + blocked, pixels_, lanes, y + plain);
        }
      }
    });
  }

  static void Transpose(const T* x, int64_t rows, int64_t columns, T* y) {
    constexpr int64_t kTile = 32;
    ParallelFor(0, (columns + kTile - 1) / kTile, GrainFor(1024, rows), [&](int64_t begin, int64_t end) {
      for (int64_t tile = begin; tile < end; ++tile) {
        const int64_t last = std::min(columns, (tile + 1) * kTile);
        for (int64_t r = 0; r < rows; ++r) {
          for (int64_t c = tile * kTile; c < last; ++c) y[c * rows + r] = x[r * columns + c];
        }
      }
    });
  }

  const Layout from_, to_;
  const int64_t batch_, channels_, pixels_;
};

}  // namespace

const char* LayoutName(Layout layout) {
  static const char* const kNames[] = {"plain", "blocked", "channels last"};
  return kNames[static_cast<size_t>(layout)];
}

int64_t ChannelBlock() { return CpuHasAvx512() ? 16 : 8; }

int64_t StoredChannels(const Dims& dims, Layout layout) {
  if (layout != Layout::kBlocked) return dims.at(1);
  const int64_t block = ChannelBlock();
  return (dims.at(1) + block - 1) / block * block;
}

size_t StoredBytes(const Dims& dims, size_t itemsize, Layout layout) {
  Dims stored = dims;
  if (layout == Layout::kBlocked) stored.at(1) = StoredChannels(dims, layout);
  return static_cast<size_t>(NumElements(stored)) * itemsize;
}

bool SameInMemory(const Dims& dims, Layout a, Layout b) {
  if (a == b) return true;
  if (StoredChannels(dims, a) != StoredChannels(dims, b)) return false;
  if (Pixels(dims) == 1) return true;
  return dims[1] == 1 && a != Layout::kBlocked && b != Layout::kBlocked;
}

std::shared_ptr<const Kernel> MakeReorder(const Dims& dims, size_t itemsize, Layout from, Layout to) {
  if (SameInMemory(dims, from, to)) return std::make_shared<CopyKernel>(StoredBytes(dims, itemsize, from));
  NETDEF_ENFORCE(itemsize == 4 || itemsize == 1, "no change of layout for items of ", itemsize, " bytes");
  NETDEF_ENFORCE(from == Layout::kPlain || to == Layout::kPlain, "a change of layout has a plain end");
  if (itemsize == 1) return std::make_shared<ReorderKernel<uint8_t>>(dims, from, to);
  return std::make_shared<ReorderKernel<float>>(dims, from, to);
}

}  // namespace compile
}  // namespace netdef
