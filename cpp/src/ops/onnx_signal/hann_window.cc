// HannWindow of ONNX: Hann's window: (1 - cos) / 2.
#include <array>

#include "ops/onnx_signal/_shared.h"

namespace netdef {
namespace {

struct Hann {
  static constexpr std::array<double, 2> values{0.5, 0.5};
};

ONNX_OPERATOR_SCHEMA(HannWindow).FillUsing(WindowFunctionSchema).SetDoc("Hann's window: (1 - cos) / 2.");

REGISTER_ONNX_OPERATOR(HannWindow, WindowFunctionOp<Hann>);

}  // namespace
}  // namespace netdef
