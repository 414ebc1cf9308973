// RandomNormalLike of ONNX: numbers drawn from a normal distribution, in the shape of a tensor.
#include "core/random_operators.h"
#include "ops/onnx_fill/_random.h"

namespace netdef {
namespace {

ONNX_OPERATOR_SCHEMA(RandomNormalLike)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<NormalArgs>()
    .Shape<NormalArgs>(RandomLikeShape<NormalArgs>)
    .SetDoc("Numbers drawn from a normal distribution, in the shape of a tensor.")
    .Input(0, "input", "Only its shape counts, and its type where none is asked for.")
    .Output(0, "output", "Float tensor.");

REGISTER_ONNX_OPERATOR(RandomNormalLike, RandomOp<NormalArgs, std::normal_distribution>);
REGISTER_RANDOM_OPERATOR(ONNX_DOMAIN, RandomNormalLike);

}  // namespace
}  // namespace netdef
