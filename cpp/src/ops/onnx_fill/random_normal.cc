// RandomNormal of ONNX: numbers drawn from a normal distribution.
#include "core/random_operators.h"
#include "ops/onnx_fill/_random.h"

namespace netdef {
namespace {

using RandomNormalArgs = ShapedArgs<NormalArgs>;

ONNX_OPERATOR_SCHEMA(RandomNormal)
    .NumInputs(0)
    .NumOutputs(1)
    .Args<RandomNormalArgs>()
    .Shape<RandomNormalArgs>(RandomShape<RandomNormalArgs>)
    .SetDoc("Numbers drawn from a normal distribution.")
    .Output(0, "output", "Float tensor.");

REGISTER_ONNX_OPERATOR(RandomNormal, RandomOp<RandomNormalArgs, std::normal_distribution>);
REGISTER_RANDOM_OPERATOR(ONNX_DOMAIN, RandomNormal);

}  // namespace
}  // namespace netdef
