// Tables of quantized rows, each with its own scale and bias, and sums over rows of such tables.
#pragma once

#include <cmath>
#include <cstring>

#include "base/row_sums.h"
#include "netdef/dims.h"
#include "netdef/operator.h"
#include "netdef/parallel.h"

namespace netdef {

// --- row formats: element = scale * q + bias

// 8 bits for each element, then float scale and float bias.
struct Fused8BitRow {
  static constexpr int kBits = 8;
  static constexpr int kPerByte = 1;
  static constexpr int64_t kTail = 2 * sizeof(float);
  static constexpr const char* kName = "8Bit";

  static void Parameters(const uint8_t* tail, float* scale, float* bias) {
    std::memcpy(scale, tail, sizeof(float));
    std::memcpy(bias, tail + sizeof(float), sizeof(float));
  }
  static void SetParameters(uint8_t* tail, float scale, float bias) {
    std::memcpy(tail, &scale, sizeof(float));
    std::memcpy(tail + sizeof(float), &bias, sizeof(float));
  }
};

// `bits` for each element, the first in the low bits of a byte, then half scale and half bias.
template <int bits>
struct FusedHalfRow {
  static constexpr int kBits = bits;
  static constexpr int kPerByte = 8 / bits;
  static constexpr int64_t kTail = 2 * sizeof(Half);
  static constexpr const char* kName = bits == 8 ? "8Bit" : bits == 4 ? "4Bit" : "2Bit";

  static void Parameters(const uint8_t* tail, float* scale, float* bias) {
    Half h[2];
    std::memcpy(h, tail, sizeof h);
    *scale = h[0];
    *bias = h[1];
  }
  static void SetParameters(uint8_t* tail, float scale, float bias) {
    const Half h[2] = {Half(scale), Half(bias)};
    std::memcpy(tail, h, sizeof h);
  }
};

// How many elements a row of `bytes` bytes holds.
template <typename Row>
int64_t RowElements(const char* op, const Dims& dims) {
  NETDEF_ENFORCE(!dims.empty() && dims.back() >= Row::kTail, "[", op, "] expected rows of elements and ", Row::kTail,
                 " bytes of scale and bias, got shape [", DimsString(dims), "]");
  return (dims.back() - Row::kTail) * Row::kPerByte;
}

// fn(j, element) for each of a row's n elements.
template <typename Row, typename Fn>
void ForQuantized(const uint8_t* row, int64_t n, Fn&& fn) {
  if constexpr (Row::kPerByte == 1) {
    for (int64_t j = 0; j < n; ++j) fn(j, row[j]);
  } else {
    constexpr uint8_t kMask = (1 << Row::kBits) - 1;
    for (int64_t b = 0; b < n / Row::kPerByte; ++b) {
      const uint8_t byte = row[b];
      for (int k = 0; k < Row::kPerByte; ++k) {
        fn(b * Row::kPerByte + k, static_cast<uint8_t>((byte >> (k * Row::kBits)) & kMask));
      }
    }
  }
}

// --- sums over rows

// Rows of a table whose scale and bias come after the elements of each row.
template <typename Row>
class FusedTable {
 public:
  explicit FusedTable(const Tensor& data)
      : data_(data.data<uint8_t>()), bytes_(data.dim(1)), elements_((bytes_ - Row::kTail) * Row::kPerByte), rows_(data.dim(0)) {}

  int64_t rows() const { return rows_; }
  int64_t elements() const { return elements_; }
  static constexpr int kBits = Row::kBits;
  const uint8_t* row(int64_t i) const { return data_ + i * bytes_; }
  int64_t row_bytes() const { return bytes_; }
  void Parameters(int64_t i, float* scale, float* bias) const { Row::Parameters(row(i) + bytes_ - Row::kTail, scale, bias); }
  // y += row
  void Add(int64_t i, float* y) const {
    const uint8_t* elements = row(i);
    float scale, bias;
    Parameters(i, &scale, &bias);
    AddQuantizedRows(kBits, &elements, &scale, &bias, 1, elements_, y);
  }

 private:
  const uint8_t* data_;
  int64_t bytes_, elements_, rows_;
};

// Rows of 8-bit elements whose scales and biases lie in a tensor of their own, rows x 2.
class TableWithScales {
 public:
  TableWithScales(const Tensor& data, const Tensor& scale_bias)
      : data_(data.data<uint8_t>()), parameters_(scale_bias.data<float>()), elements_(data.size_from_dim(1)), rows_(data.dim(0)) {}

  int64_t rows() const { return rows_; }
  int64_t elements() const { return elements_; }
  static constexpr int kBits = 8;
  const uint8_t* row(int64_t i) const { return data_ + i * elements_; }
  int64_t row_bytes() const { return elements_; }
  void Parameters(int64_t i, float* scale, float* bias) const {
    *scale = parameters_[2 * i];
    *bias = parameters_[2 * i + 1];
  }

 private:
  const uint8_t* data_;
  const float* parameters_;
  int64_t elements_, rows_;
};

// The offset of each segment; throws unless the lengths cover `items` items exactly.
inline void ReadOffsets(const Tensor& lengths, int64_t items, std::vector<int64_t>* offsets) {
  const auto* length = lengths.data<int32_t>();
  offsets->assign(static_cast<size_t>(lengths.numel()) + 1, 0);
  for (size_t s = 0; s + 1 < offsets->size(); ++s) {
    NETDEF_ENFORCE_GE(length[s], 0, "a length is negative");
    (*offsets)[s + 1] = (*offsets)[s] + length[s];
  }
  NETDEF_ENFORCE_EQ(offsets->back(), items,
                    "Your input seems to be incorrect: the sum of lengths values should be the size of the indices tensor");
}

// out[s] = sum over the items i of segment s of weight[i] * table row index[i], by the segment's length if
// `mean`. `map` turns an index into a row; -1 leaves it out.
template <typename Table, typename Index, typename Map>
void SumRows(const Table& table, const Index* index, const float* weight, const std::vector<int64_t>& offsets, bool mean,
             Map map, float* out) {
  const int64_t n = table.elements();
  const auto segments = static_cast<int64_t>(offsets.size()) - 1;
  const int64_t each = segments == 0 ? 1 : 1 + offsets.back() / segments;
  ParallelFor(0, segments, std::max<int64_t>(1, 16384 / std::max<int64_t>(1, each * n)), [&](int64_t first, int64_t last) {
    for (int64_t s = first; s < last; ++s) {
      float* y = out + s * n;
      std::fill(y, y + n, 0.0f);
      const int64_t begin = offsets[static_cast<size_t>(s)], end = offsets[static_cast<size_t>(s) + 1];
      int64_t numbers[kRowsAtOnce];
      const uint8_t* rows[kRowsAtOnce];
      float scales[kRowsAtOnce], biases[kRowsAtOnce];
      for (int64_t at = begin; at < end; at += kRowsAtOnce) {
        int64_t count = 0;
        for (int64_t i = at; i < std::min(end, at + kRowsAtOnce); ++i) {
          const int64_t row = map(i, static_cast<int64_t>(index[i]));
          if (row == -1) continue;
          NETDEF_ENFORCE(row >= 0 && row < table.rows(), "Index ", i, " is out of bounds: ", row, ", range 0 to ", table.rows());
          numbers[count] = row;
          rows[count] = table.row(row);
          FetchRow(rows[count], table.row_bytes());
          scales[count++] = weight != nullptr ? weight[i] : 1.0f;
        }
        for (int64_t k = 0; k < count; ++k) {
          const float factor = scales[k];
          table.Parameters(numbers[k], &scales[k], &biases[k]);
          scales[k] *= factor;
          biases[k] *= factor;
        }
        AddQuantizedRows(Table::kBits, rows, scales, biases, count, n, y);
      }
      if (mean && end > begin) {
        const float scale = 1.0f / static_cast<float>(end - begin);
        for (int64_t j = 0; j < n; ++j) y[j] *= scale;
      }
    }
  });
}

// Shape of such sums. Inputs: DATA, weights if there are any, INDICES, LENGTHS.
inline std::vector<TensorSpec> RowSumShape(const ShapeInputs& in, bool weighted, int64_t elements) {
  const size_t indices = weighted ? 2 : 1;
  NETDEF_ENFORCE_EQ(in[indices].dims.size(), 1u, "INDICES must be a vector");
  NETDEF_ENFORCE_EQ(in[indices + 1].dims.size(), 1u, "LENGTHS must be a vector");
  if (weighted) NETDEF_ENFORCE_EQ(NumElements(in[1].dims), in[indices].dims[0], "expected one weight for each index");
  return {TensorSpec({in[indices + 1].dims[0], elements}, DType::kFloat)};
}

}  // namespace netdef
