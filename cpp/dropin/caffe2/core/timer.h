#pragma once

#include <chrono>

#include "caffe2/core/common.h"

namespace caffe2 {

// Time since construction or the last Start().
class Timer {
 public:
  Timer() { Start(); }
  void Start() { start_ = std::chrono::high_resolution_clock::now(); }
  float NanoSeconds() const {
    return static_cast<float>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::high_resolution_clock::now() - start_).count());
  }
  float MicroSeconds() const { return NanoSeconds() / 1000.0f; }
  float MilliSeconds() const { return NanoSeconds() / 1000000.0f; }
  float Seconds() const { return NanoSeconds() / 1000000000.0f; }

 private:
  std::chrono::time_point<std::chrono::high_resolution_clock> start_;
};

}  // namespace caffe2
