#include "ops/quantized/_byte_conv.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "base/cpu.h"
#include "base/grain.h"
#include "netdef/error.h"
#include "netdef/parallel.h"
#include "netdef/simd.h"

namespace netdef {
namespace byte_conv {
namespace {

const VectorCode* CodeOfThisCpu() {
#if defined(__x86_64__) && defined(__GNUC__)
  if (CpuHasAvx512Vnni()) return &kAvx512Vnni;
  if (CpuHasAvx2()) return &kAvx2;
#endif
  return nullptr;
}

constexpr int64_t kSlack = 64;  // bytes behind an image that may be read

// How the bytes under a window are walked through: stretches that lie side by side.
struct Runs {
  int64_t count = 1, elements = 1;
  Runs(const Problem& p) {
    const bool joined = p.groups == 1 && p.columns.dilation == 1;  // the columns of a row follow each other
    count = joined ? p.rows.kernel : p.rows.kernel * p.columns.kernel;
    elements = joined ? p.columns.kernel * p.channels : p.group_channels();
  }
};

// The outputs of a group in blocks.
struct Blocks {
  int64_t per_group, width, small;
  Blocks(const Problem& p, const VectorCode& code)
      : per_group(((p.depthwise() ? p.channels : p.group_outputs()) + Width(p, code) - 1) / Width(p, code)),
        width(Width(p, code)),
        small(p.depthwise() ? code.depthwise_block : code.dense_small_block) {}
  static int64_t Width(const Problem& p, const VectorCode& code) { return p.depthwise() ? code.depthwise_block : code.dense_block; }
};

// Where the parts of a packed filter lie.
struct Packing {
  int64_t groups, blocks, depth;  // depth: quads of an output
  int64_t filter_block, vectors;  // bytes of a block; outputs that have room
  Packing(const Problem& p, const VectorCode& code) {
    const Blocks b(p, code);
    groups = p.depthwise() ? 1 : p.groups;
    blocks = b.per_group;
    const Runs runs(p);
    depth = p.depthwise() ? (p.rows.kernel + 3) / 4 * p.columns.kernel * code.item : runs.count * ((runs.elements * code.item + 3) / 4);
    filter_block = depth * b.width * 4;
    vectors = groups * blocks * b.width;
  }
  int64_t bias() const { return groups * blocks * filter_block; }
  int64_t scale() const { return bias() + vectors * 4; }
  int64_t bytes() const { return scale() + vectors * 4; }
};

void StoreElement(int64_t item, int8_t value, int64_t at, char* to) {
  if (item == 1) {
    reinterpret_cast<int8_t*>(to)[at] = value;
  } else {
    reinterpret_cast<int16_t*>(to)[at] = value;
  }
}

// filter[depth][width lanes][4 / item elements]
void PackDense(const Problem& p, const VectorCode& code, const int8_t* filter, int64_t lane, int64_t width, char* block) {
  const Runs runs(p);
  const int64_t per_quad = 4 / code.item, quads = (runs.elements + per_quad - 1) / per_quad, channels = p.group_channels();
  const int64_t columns = runs.count == p.rows.kernel ? p.columns.kernel : 1, taps = p.rows.kernel * p.columns.kernel;
  for (int64_t run = 0; run < runs.count; ++run) {
    for (int64_t e = 0; e < runs.elements; ++e) {
      const int64_t tap = run * columns + e / channels, quad = run * quads + e / per_quad;
      StoreElement(code.item, filter[e % channels * taps + tap], (quad * width + lane) * per_quad + e % per_quad, block);
    }
  }
}

// filter[four rows][column][item][width lanes][4 / item rows]
void PackDepthwise(const Problem& p, const VectorCode& code, const int8_t* filter, int64_t lane, int64_t width, char* block) {
  const int64_t per_quad = 4 / code.item;
  for (int64_t r = 0; r < p.rows.kernel; ++r) {
    for (int64_t c = 0; c < p.columns.kernel; ++c) {
      const int64_t quad = (r / 4 * p.columns.kernel + c) * code.item + r % 4 / per_quad;
      StoreElement(code.item, filter[r * p.columns.kernel + c], (quad * width + lane) * per_quad + r % per_quad, block);
    }
  }
}

}  // namespace

size_t PackedBytes(const Problem& p) { return static_cast<size_t>(Packing(p, *CodeOfThisCpu()).bytes()); }

void Pack(const Problem& p, const int8_t* filter, const int32_t* bias, const float* scale, void* to) {
  const VectorCode& code = *CodeOfThisCpu();
  const Blocks blocks(p, code);
  const Packing packing(p, code);
  char* const base = static_cast<char*>(to);
  std::memset(base, 0, static_cast<size_t>(packing.bytes()));
  const int64_t outputs = p.outputs / packing.groups, depth = p.group_channels() * p.rows.kernel * p.columns.kernel;
  for (int64_t o = 0; o < p.outputs; ++o) {
    const int64_t group = o / outputs, in_group = o % outputs, block = in_group / blocks.width, left = outputs - block * blocks.width;
    const int64_t channel = in_group % blocks.width, width = left <= blocks.small ? blocks.small : blocks.width;
    const int64_t lane = p.depthwise() ? code.depthwise_lane(channel) : code.dense_lane(channel, width < blocks.width);
    const int64_t index = group * packing.blocks + block;
    const int8_t* from = filter + o * depth;
    p.depthwise() ? PackDepthwise(p, code, from, lane, width, base + index * packing.filter_block)
                  : PackDense(p, code, from, lane, width, base + index * packing.filter_block);
    int64_t sum = 0;
    for (int64_t i = 0; i < depth; ++i) sum += from[i];
    // Padding holds the zero point as well, so what it adds is the same everywhere.
    reinterpret_cast<int32_t*>(base + packing.bias())[index * blocks.width + lane] = static_cast<int32_t>(bias[o] - p.x_zero * sum);
    reinterpret_cast<float*>(base + packing.scale())[index * blocks.width + lane] = scale[o];
  }
}

bool Serves(const Problem& p, const int8_t* filter, const int32_t* bias, const float* scale) {
  if (CodeOfThisCpu() == nullptr) return false;
  const int64_t depth = p.group_channels() * p.rows.kernel * p.columns.kernel;
  for (int64_t o = 0; o < p.outputs; ++o) {
    int64_t most = std::abs(static_cast<int64_t>(bias[o]));
    for (int64_t i = 0; i < depth; ++i) most += 255 * std::abs(static_cast<int64_t>(filter[o * depth + i]));
    constexpr double kLimit = 2147483000.0;  // of int32, before and after scaling
    if (static_cast<double>(most) > kLimit || !(static_cast<double>(most) * std::abs(static_cast<double>(scale[o])) < kLimit)) return false;
  }
  return true;
}

namespace {

NETDEF_SIMD void Widen(const uint8_t* from, int64_t n, uint16_t* to) {
  for (int64_t i = 0; i < n; ++i) to[i] = from[i];
}

class DenseKernel final : public compile::PlainKernel {
 public:
  DenseKernel(const Problem& p, std::shared_ptr<const Buffer> packed)
      : p_(p), code_(*CodeOfThisCpu()), blocks_(p, code_), packing_(p, code_), packed_(std::move(packed)) {
    const Runs runs(p);
    quads_ = (runs.elements * code_.item + 3) / 4;
    const bool pads = p.rows.pad_head + p.rows.pad_tail + p.columns.pad_head + p.columns.pad_tail > 0;
    staged_ = pads || runs.elements % 4 != 0 || code_.item != 1;
    height_ = p.rows.in + p.rows.pad_head + p.rows.pad_tail;
    width_ = p.columns.in + p.columns.pad_head + p.columns.pad_tail;
    for (int64_t r = 0; r < runs.count; ++r) {
      const int64_t row = runs.count == p.rows.kernel ? r : r / p.columns.kernel, column = runs.count == p.rows.kernel ? 0 : r % p.columns.kernel;
      runs_.push_back((row * p.rows.dilation * width_ + column * p.columns.dilation) * Pixel());
    }
    MakeItems();
  }

  std::string implementation() const override { return internal::Concat("bytes:", code_.name); }
  size_t scratch_bytes() const override { return staged_ ? static_cast<size_t>(p_.batch * height_ * width_ * Pixel() + kSlack) : 0; }

 protected:
  void Run(const compile::Operands& operands, void* scratch) const override {
    const uint8_t* x = operands[0].data<const uint8_t>();
    if (staged_) {
      Stage(x, static_cast<uint8_t*>(scratch));
      x = static_cast<const uint8_t*>(scratch);
    }
    const uint8_t* addend = p_.output.adds ? operands[1].data<const uint8_t>() : nullptr;
    uint8_t* y = operands.back().data<uint8_t>();
    const auto items = static_cast<int64_t>(items_.size()), blocks = packing_.groups * packing_.blocks;
    const int64_t threads = KernelThreads();
    if (items >= 2 * threads || items > blocks) {
      ParallelChunks(items, std::min(items, threads), [&](int64_t, int64_t begin, int64_t end) { Chunks(x, addend, y, begin, end, 0, blocks); });
    } else {
      ParallelChunks(blocks, std::min(blocks, threads), [&](int64_t, int64_t begin, int64_t end) { Chunks(x, addend, y, 0, items, begin, end); });
    }
  }

 private:
  // Output pixels that one call of the vector code serves: a stretch of one line, or two short lines.
  struct Item {
    int64_t from, to;  // where x and y begin, in elements of the image and pixels of the output
    int64_t pixels, rows;
  };

  int64_t Pixel() const { return p_.channels * code_.item; }  // bytes
  // Bytes of x that stay near the core while the filters pass by.
  static constexpr int64_t kNear = 192 << 10;

  void MakeItems() {
    const int64_t out_rows = p_.rows.out, out_columns = p_.columns.out;
    if (p_.pointwise()) {
      const int64_t pixels = p_.batch * out_rows * out_columns, most = 4 * code_.most_pixels, n = (pixels + most - 1) / most;
      for (int64_t i = 0; i < n; ++i) {
        const int64_t from = pixels * i / n, to = pixels * (i + 1) / n;
        items_.push_back({from * Pixel(), from, to - from, 1});
      }
    } else {
      const int64_t together = 2 * out_columns <= code_.most_pixels ? 2 : 1;
      for (int64_t n = 0; n < p_.batch; ++n) {
        for (int64_t r = 0; r < out_rows; r += together) {
          items_.push_back({((n * height_ + r * p_.rows.stride) * width_) * Pixel(), (n * out_rows + r) * out_columns, out_columns, std::min(together, out_rows - r)});
        }
      }
    }
    const int64_t per_item = std::max<int64_t>(1, p_.batch * height_ * width_ * Pixel() / static_cast<int64_t>(items_.size()));
    chunk_ = std::max<int64_t>(1, kNear / per_item);
  }

  void Stage(const uint8_t* x, uint8_t* to) const {
    const int64_t in_row = p_.columns.in * p_.channels, head = p_.columns.pad_head * p_.channels, row = width_ * p_.channels;
    ParallelFor(0, p_.batch * height_, GrainFor(32768, row), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const int64_t h = i % height_ - p_.rows.pad_head;
        const bool inside = h >= 0 && h < p_.rows.in;
        const uint8_t* from = x + (i / height_ * p_.rows.in + h) * in_row;
        if (code_.item == 1) {
          uint8_t* line = to + i * row;
          const auto zero = static_cast<uint8_t>(p_.x_zero);
          if (!inside) {
            std::memset(line, zero, static_cast<size_t>(row));
            continue;
          }
          std::memset(line, zero, static_cast<size_t>(head));
          std::memcpy(line + head, from, static_cast<size_t>(in_row));
          std::memset(line + head + in_row, zero, static_cast<size_t>(row - head - in_row));
        } else {
          uint16_t* line = reinterpret_cast<uint16_t*>(to) + i * row;
          const auto zero = static_cast<uint16_t>(p_.x_zero);
          std::fill_n(line, inside ? head : row, zero);
          if (!inside) continue;
          Widen(from, in_row, line + head);
          std::fill_n(line + head + in_row, row - head - in_row, zero);
        }
      }
    });
  }

  void Chunks(const uint8_t* x, const uint8_t* addend, uint8_t* y, int64_t first, int64_t last, int64_t first_block, int64_t last_block) const {
    for (int64_t begin = first; begin < last; begin += chunk_) {
      const int64_t end = std::min(last, begin + chunk_);
      for (int64_t b = first_block; b < last_block; ++b) {
        // The first calls of a block fetch the filters of the next one.
        const int64_t next = b + 1 < last_block ? b + 1 : first_block;
        for (int64_t i = begin; i < end; ++i) Call(items_[static_cast<size_t>(i)], b, i - begin < 2 ? next : b, i - begin, x, addend, y);
      }
    }
  }

  void Call(const Item& item, int64_t index, int64_t next, int64_t call, const uint8_t* x, const uint8_t* addend, uint8_t* y) const {
    const int64_t group = index / packing_.blocks, block = index % packing_.blocks;
    const char* packed = static_cast<const char*>(packed_->data());
    const int64_t at = item.to * p_.outputs + group * p_.group_outputs() + block * blocks_.width;
    DenseLine l;
    l.x = x + item.from + group * p_.group_channels() * code_.item;
    l.pixel_step = p_.columns.stride * Pixel();
    l.row_step = p_.rows.stride * width_ * Pixel();
    l.pixels = item.pixels;
    l.rows = item.rows;
    l.runs = runs_.data();
    l.run_count = static_cast<int64_t>(runs_.size());
    l.quads = quads_;
    l.filter = packed + index * packing_.filter_block;
    l.ahead = packed + next * packing_.filter_block + (next == index ? 0 : call * packing_.depth * 64);
    l.bias = reinterpret_cast<const int32_t*>(packed + packing_.bias()) + index * blocks_.width;
    l.scale = reinterpret_cast<const float*>(packed + packing_.scale()) + index * blocks_.width;
    l.output = &p_.output;
    l.addend = addend == nullptr ? nullptr : addend + at;
    l.y = y + at;
    l.y_step = p_.outputs;
    l.y_row_step = p_.columns.out * p_.outputs;
    l.lanes = std::min(blocks_.width, p_.group_outputs() - block * blocks_.width);
    code_.dense(l);
  }

  const Problem p_;
  const VectorCode& code_;
  const Blocks blocks_;
  const Packing packing_;
  const std::shared_ptr<const Buffer> packed_;
  int64_t quads_ = 0, height_ = 0, width_ = 0, chunk_ = 1;
  bool staged_ = false;
  std::vector<int64_t> runs_;
  std::vector<Item> items_;
};

class DepthwiseKernel final : public compile::PlainKernel {
 public:
  DepthwiseKernel(const Problem& p, std::shared_ptr<const Buffer> packed)
      : p_(p), code_(*CodeOfThisCpu()), packing_(p, code_), packed_(std::move(packed)), zeros_(static_cast<size_t>(p.channels), static_cast<uint8_t>(p.x_zero)) {}

  std::string implementation() const override { return internal::Concat("bytes:depthwise:", code_.name); }

 protected:
  void Run(const compile::Operands& operands, void*) const override {
    const uint8_t* x = operands[0].data<const uint8_t>();
    const uint8_t* addend = p_.output.adds ? operands[1].data<const uint8_t>() : nullptr;
    uint8_t* y = operands.back().data<uint8_t>();
    const int64_t work = p_.columns.out * p_.channels * p_.rows.kernel;
    ParallelFor(0, p_.batch * p_.rows.out, GrainFor(32768, work), [&](int64_t begin, int64_t end) {
      std::vector<const uint8_t*> rows(static_cast<size_t>(p_.rows.kernel));
      std::vector<int64_t> steps(rows.size());
      for (int64_t i = begin; i < end; ++i) Line(i, x, addend, y, rows.data(), steps.data());
    });
  }

 private:
  void Line(int64_t i, const uint8_t* x, const uint8_t* addend, uint8_t* y, const uint8_t** rows, int64_t* steps) const {
    const int64_t image = i / p_.rows.out, out_row = i % p_.rows.out, line = p_.columns.in * p_.channels, width = code_.depthwise_block;
    const char* packed = static_cast<const char*>(packed_->data());
    for (int64_t block = 0; block < packing_.blocks; ++block) {
      const int64_t c = block * width, at = i * p_.columns.out * p_.channels + c;
      for (int64_t tap = 0; tap < p_.rows.kernel; ++tap) {
        const int64_t h = p_.rows.Position(out_row, tap);
        const bool inside = h >= 0 && h < p_.rows.in;
        rows[tap] = (inside ? x + (image * p_.rows.in + h) * line : zeros_.data()) + c;
        steps[tap] = inside ? p_.channels : 0;
      }
      DepthwiseLine l;
      l.rows = rows;
      l.row_steps = steps;
      l.columns = &p_.columns;
      l.row_count = p_.rows.kernel;
      l.x_zero = p_.x_zero;
      l.filter = packed + block * packing_.filter_block;
      l.bias = reinterpret_cast<const int32_t*>(packed + packing_.bias()) + c;
      l.scale = reinterpret_cast<const float*>(packed + packing_.scale()) + c;
      l.output = &p_.output;
      l.addend = addend == nullptr ? nullptr : addend + at;
      l.y = y + at;
      l.y_step = p_.channels;
      l.lanes = std::min(width, p_.channels - c);
      code_.depthwise(l);
    }
  }

  const Problem p_;
  const VectorCode& code_;
  const Packing packing_;
  const std::shared_ptr<const Buffer> packed_;
  const std::vector<uint8_t> zeros_;
};

}  // namespace

std::shared_ptr<const compile::Kernel> MakeKernel(const Problem& p, std::shared_ptr<const Buffer> packed) {
  if (p.depthwise()) return std::make_shared<DepthwiseKernel>(p, std::move(packed));
  return std::make_shared<DenseKernel>(p, std::move(packed));
}

}  // namespace byte_conv
}  // namespace netdef
