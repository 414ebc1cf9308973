// The state of one call between its steps.
#pragma once

#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "predictor/program.h"

namespace netdef {

struct Predictor::Call::State {
  Program* program;
  std::unique_lock<std::mutex> turn;
  std::set<std::string> overridden;  // parameters that have other values in this call
  std::unique_ptr<Frame> frame;
  std::set<std::string> bound, bound_outputs;
  compile::StepWatcher* watcher = nullptr;
};

}  // namespace netdef
