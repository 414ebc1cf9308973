// Functions of one byte: a table of 256 entries, made anew where the quantization of the input changes.
#pragma once

#include "ops/quantized/_shared.h"

namespace netdef {
namespace int8 {

// Derived::Value(float x) gives y / Y_scale + Y_zero_point, or what else the operator rounds and clamps to a byte.
template <typename Derived, typename Args = OutputArgs>
class LookupOperator : public Int8Operator<Args> {
 public:
  using Int8Operator<Args>::Int8Operator;

 protected:
  void Compute() override {
    static_cast<Derived*>(this)->Check();
    const uint8_t* x = this->X(0).t.template data<uint8_t>();
    MakeTable(this->X(0).scale, Zero(this->X(0).zero_point));
    Tensor& output = this->Y()->t;
    uint8_t* y = output.template mutable_data<uint8_t>();
    const uint8_t* table = table_;
    ParallelFor(0, output.numel(), kGrain, [=](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) y[i] = table[x[i]];
    });
  }

 private:
  void MakeTable(float scale, int32_t zero_point) {
    if (made_ && scale == scale_ && zero_point == zero_point_) return;
    for (int32_t q = 0; q < 256; ++q) {
      const float value = static_cast<const Derived*>(this)->Value(scale, static_cast<float>(q - zero_point));
      const float clamped = std::min(std::max(value, 0.0f), 255.0f);
      table_[q] = static_cast<uint8_t>(std::lrint(clamped));
    }
    scale_ = scale;
    zero_point_ = zero_point;
    made_ = true;
  }

  uint8_t table_[256] = {};
  float scale_ = 0;
  int32_t zero_point_ = 0;
  bool made_ = false;
};

}  // namespace int8
}  // namespace netdef
