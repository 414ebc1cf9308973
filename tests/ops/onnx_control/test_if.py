import numpy as np
import pytest

from netdef import Error
from netdef.proto import caffe2_pb2
from netdef.testing import make_operator, run_operator


def graph(inputs, outputs, *ops):
    net = caffe2_pb2.NetDef(external_input=inputs, external_output=outputs)
    for op_type, reads, writes in ops:
        net.op.append(make_operator(op_type, reads, writes, {}, domain="ai.onnx"))
    return net


THEN = graph([], ["a"], ("Neg", ["X1"], ["a"]))
ELSE = graph([], ["b"], ("Abs", ["X1"], ["b"]))


@pytest.mark.parametrize("condition", [True, False])
def test_if(condition):
    x = np.float32([1, -2])
    got = run_operator("If", np.array(condition), x, domain="ai.onnx", inputs=1, then_branch=THEN, else_branch=ELSE)
    np.testing.assert_array_equal(got, -x if condition else abs(x))


def test_branches_must_fit():
    with pytest.raises(Error, match="no inputs and 1 outputs"):
        run_operator("If", np.array(True), np.float32(1), domain="ai.onnx", inputs=1, then_branch=graph(["q"], ["a"], ("Neg", ["q"], ["a"])), else_branch=ELSE)
    with pytest.raises(Error, match="'else_branch' is missing"):
        run_operator("If", np.array(True), domain="ai.onnx", then_branch=graph([], []))
