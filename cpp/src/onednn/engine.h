// The one place that owns oneDNN's engine and streams, and turns its errors into ours.
#pragma once

#include <oneapi/dnnl/dnnl.hpp>

#include "netdef/error.h"

namespace netdef {

struct WindowAxis;

namespace onednn {

const dnnl::engine& Engine();
dnnl::stream& Stream();  // of the calling thread

// Whether a window is one that oneDNN's generated code was made for: offsets there have 32 bits, and taps are unrolled.
bool Serves(const WindowAxis& axis);

[[noreturn]] void Rethrow(const dnnl::error& error, const char* what);

// Calls fn(); a dnnl::error leaves as an Error that says what was attempted.
template <typename Fn>
auto Checked(const char* what, Fn&& fn) {
  try {
    return fn();
  } catch (const dnnl::error& error) {
    Rethrow(error, what);
  }
}

}  // namespace onednn
}  // namespace netdef
