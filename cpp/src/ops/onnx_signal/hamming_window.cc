// HammingWindow of ONNX: Hamming's window: 25 / 46 * (1 - cos) and a rest.
#include <array>

#include "ops/onnx_signal/_shared.h"

namespace netdef {
namespace {

struct Hamming {
  static constexpr std::array<double, 2> values{25.0 / 46, 21.0 / 46};
};

ONNX_OPERATOR_SCHEMA(HammingWindow).FillUsing(WindowFunctionSchema).SetDoc("Hamming's window: 25 / 46 * (1 - cos) and a rest.");

REGISTER_ONNX_OPERATOR(HammingWindow, WindowFunctionOp<Hamming>);

}  // namespace
}  // namespace netdef
