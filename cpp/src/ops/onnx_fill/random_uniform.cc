// RandomUniform of ONNX: numbers drawn from a uniform distribution.
#include "core/random_operators.h"
#include "ops/onnx_fill/_random.h"

namespace netdef {
namespace {

using RandomUniformArgs = ShapedArgs<UniformArgs>;

ONNX_OPERATOR_SCHEMA(RandomUniform)
    .NumInputs(0)
    .NumOutputs(1)
    .Args<RandomUniformArgs>()
    .Shape<RandomUniformArgs>(RandomShape<RandomUniformArgs>)
    .SetDoc("Numbers drawn from a uniform distribution.")
    .Output(0, "output", "Float tensor.");

REGISTER_ONNX_OPERATOR(RandomUniform, RandomOp<RandomUniformArgs, std::uniform_real_distribution>);
REGISTER_RANDOM_OPERATOR(ONNX_DOMAIN, RandomUniform);

}  // namespace
}  // namespace netdef
