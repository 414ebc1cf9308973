// Whether the user asked the program to stop.
#pragma once

#include <atomic>
#include <csignal>

namespace caffe2 {

class SignalHandler {
 public:
  enum class Action { NONE, STOP };

  // What to do about SIGINT and SIGHUP. The handlers stay until the last object ends.
  SignalHandler(Action sigint, Action sighup)
      : sigint_(sigint), sighup_(sighup), old_int_(std::signal(SIGINT, Note)), old_hup_(std::signal(SIGHUP, Note)) {}
  ~SignalHandler() {
    std::signal(SIGINT, old_int_);
    std::signal(SIGHUP, old_hup_);
  }
  SignalHandler(const SignalHandler&) = delete;
  SignalHandler& operator=(const SignalHandler&) = delete;

  Action CheckForSignals() {
    if (Seen(SIGINT).exchange(false)) return sigint_;
    if (Seen(SIGHUP).exchange(false)) return sighup_;
    return Action::NONE;
  }

 private:
  static std::atomic<bool>& Seen(int signal) {
    static std::atomic<bool> interrupted{false}, hung_up{false};
    return signal == SIGINT ? interrupted : hung_up;
  }
  static void Note(int signal) { Seen(signal) = true; }

  Action sigint_, sighup_;
  void (*old_int_)(int);
  void (*old_hup_)(int);
};

}  // namespace caffe2
