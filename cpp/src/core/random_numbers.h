// Numbers drawn from a generator of 32-bit words in the way Caffe2 draws them, so that a seed gives its numbers.
#pragma once

#include <cmath>
#include <cstdint>

namespace netdef {

// From `min` up to below `max`: the lower 24 bits of a word.
template <typename Generator>
float DrawUniform(Generator& generator, float min, float max) {
  return static_cast<float>(generator() & 0xFFFFFFu) * 0x1p-24f * (max - min) + min;
}

template <typename Generator>
uint64_t DrawWords(Generator& generator) {
  const uint64_t high = generator();
  return (high << 32) | generator();
}

// From `min` to `max`, both included: the rest of a word, or for 64-bit types of two where one has too few values.
template <typename T, typename Generator>
T DrawInteger(Generator& generator, T min, T max) {
  const uint64_t last = static_cast<uint64_t>(max) - static_cast<uint64_t>(min);  // one less than there are
  const uint64_t word = sizeof(T) <= 4 || last < UINT32_MAX ? generator() : DrawWords(generator);
  return static_cast<T>(static_cast<uint64_t>(min) + (last == UINT64_MAX ? word : word % (last + 1)));
}

// True with the given probability: the lower 53 bits of two words.
template <typename Generator>
bool DrawBool(Generator& generator, double probability) {
  return static_cast<double>(DrawWords(generator) & ((uint64_t{1} << 53) - 1)) * 0x1p-53 < probability;
}

// Numbers of the standard normal distribution, by pairs (Box and Muller, 1958); the second one waits for the next call.
class NormalDraws {
 public:
  template <typename Generator>
  float operator()(Generator& generator) {
    if (waiting_) {
      waiting_ = false;
      return second_;
    }
    // Which of it is rounded to float is Caffe2's as well.
    const double angle = 2 * 3.14159265f * DrawUniform(generator, 0.0f, 1.0f);
    const double radius = std::sqrt(-2 * std::log1p(-DrawUniform(generator, 0.0f, 1.0f)));
    second_ = static_cast<float>(radius * std::sin(angle));
    waiting_ = true;
    return static_cast<float>(radius * std::cos(angle));
  }

 private:
  float second_ = 0;
  bool waiting_ = false;
};

}  // namespace netdef
