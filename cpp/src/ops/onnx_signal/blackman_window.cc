// BlackmanWindow of ONNX: Blackman's window, of three cosines.
#include <array>

#include "ops/onnx_signal/_shared.h"

namespace netdef {
namespace {

struct Blackman {
  static constexpr std::array<double, 3> values{0.42, 0.5, 0.08};
};

ONNX_OPERATOR_SCHEMA(BlackmanWindow).FillUsing(WindowFunctionSchema).SetDoc("Blackman's window, of three cosines.");

REGISTER_ONNX_OPERATOR(BlackmanWindow, WindowFunctionOp<Blackman>);

}  // namespace
}  // namespace netdef
