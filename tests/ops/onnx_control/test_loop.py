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


# v <- v + v, the old value is a slice; goes on while the sum of squares is below 100
BODY = graph(["i", "go", "v"], ["more", "w", "v"], ("Add", ["v", "v"], ["w"]), ("ReduceSumSquare", ["w"], ["size"]), ("Less", ["size", "X3"], ["more_2d"]),
             ("Squeeze", ["more_2d"], ["more"]))
LIMIT = np.float32([100])


def loop(limit, condition, x):
    slices = []
    while condition and (limit is None or len(slices) < limit):
        slices.append(x)
        x = x + x
        condition = (x * x).sum() < 100
    return x, np.array(slices)


@pytest.mark.parametrize("limit", [None, 0, 1, 2, 50])
@pytest.mark.parametrize("condition", [True, False, None])
def test_loop(limit, condition):
    x = np.float32([1, 2])
    inputs = [None if limit is None else np.array(limit), None if condition is None else np.array(condition), x, LIMIT]
    got = run_operator("Loop", *inputs, outputs=2, domain="ai.onnx", inputs=3, body=BODY)
    expected = loop(limit, condition is not False, x)
    np.testing.assert_array_equal(got[0], expected[0])
    if len(expected[1]):
        np.testing.assert_array_equal(got[1], expected[1])
    else:
        assert got[1].shape[0] == 0


def test_body_must_fit():
    with pytest.raises(Error, match="must have 3 inputs and 2 outputs"):
        run_operator("Loop", np.array(1), np.array(True), np.float32(1), domain="ai.onnx", body=graph(["i"], []))


def test_a_failing_body_is_named():
    body = graph(["i", "go", "v"], ["go", "w"], ("MatMul", ["v", "v"], ["w"]))
    with pytest.raises(Error, match="scalar cannot be multiplied"):
        run_operator("Loop", np.array(1), np.array(True), np.float32(1), domain="ai.onnx", body=body)
