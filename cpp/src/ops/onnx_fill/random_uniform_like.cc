// RandomUniformLike of ONNX: numbers drawn from a uniform distribution, in the shape of a tensor.
#include "core/random_operators.h"
#include "ops/onnx_fill/_random.h"

namespace netdef {
namespace {

ONNX_OPERATOR_SCHEMA(RandomUniformLike)
    .NumInputs(1)
    .NumOutputs(1)
    .Args<UniformArgs>()
    .Shape<UniformArgs>(RandomLikeShape<UniformArgs>)
    .SetDoc("Numbers drawn from a uniform distribution, in the shape of a tensor.")
    .Input(0, "input", "Only its shape counts, and its type where none is asked for.")
    .Output(0, "output", "Float tensor.");

REGISTER_ONNX_OPERATOR(RandomUniformLike, RandomOp<UniformArgs, std::uniform_real_distribution>);
REGISTER_RANDOM_OPERATOR(ONNX_DOMAIN, RandomUniformLike);

}  // namespace
}  // namespace netdef
