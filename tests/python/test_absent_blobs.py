"""Optional inputs and outputs that are left out, in nets that are run as written and in compiled ones."""

import numpy as np
import pytest

import netdef
from netdef import core, workspace
from netdef.proto import caffe2_pb2


def onnx_op(op_type, inputs, outputs, **args):
    op = core.CreateOperator(op_type, inputs, outputs, **args)
    op.domain = "ai.onnx"
    return op


def net(*ops, inputs, outputs):
    return caffe2_pb2.NetDef(name="absent", op=ops, external_input=inputs, external_output=outputs)


# Operators without their first or second output and without their second input, and two that do the same but for an output.
NET = net(
    onnx_op("GRU", ["x", "w", "r"], ["", "h"]),
    onnx_op("GRU", ["x", "w", "r"], ["all", ""]),
    onnx_op("Clip", ["h", "", "top"], ["y"]),
    onnx_op("ReduceSum", ["all", ""], ["s"], keepdims=0),
    inputs=["x", "w", "r", "top"], outputs=["y", "s"])

_rng = np.random.default_rng(0)
X, W, R = (_rng.normal(size=shape).astype(np.float32) for shape in ((5, 2, 3), (1, 12, 3), (1, 12, 4)))
TOP = np.float32(0.1)


def expected():
    sigmoid = lambda v: 1 / (1 + np.exp(-v))  # noqa: E731
    h, states = np.zeros((2, 4)), []
    for x in X:
        z, reset, new = np.split(x @ W[0].T, 3, axis=1)
        rz, rr, rn = np.split(R[0], 3)
        z, reset = sigmoid(z + h @ rz.T), sigmoid(reset + h @ rr.T)
        h = (1 - z) * np.tanh(new + (reset * h) @ rn.T) + z * h
        states.append(h)
    return np.minimum(h, TOP)[None], np.sum(states)


def check(results):
    for got, want in zip(results, expected()):
        np.testing.assert_allclose(got, want, rtol=1e-4, atol=1e-5)


def feed():
    return {"x": X, "w": W, "r": R, "top": np.asarray(TOP)}


def test_as_written():
    for name, value in feed().items():
        workspace.FeedBlob(name, value)
    workspace.RunNetOnce(NET)
    check([workspace.FetchBlob(name) for name in NET.external_output])
    assert not workspace.HasBlob("")


def test_compiled():
    predictor = workspace.Predictor(caffe2_pb2.NetDef(), NET)
    for _ in range(2):
        check(predictor.run([feed()[name] for name in NET.external_input]))


def test_constants_fold():
    """What depends on parameters alone is computed once."""
    fill = [core.CreateOperator("GivenTensorFill", [], [name], shape=list(array.shape), values=array.ravel().tolist())
            for name, array in (("x", X), ("w", W), ("r", R))]
    predictor = workspace.Predictor(net(*fill, inputs=[], outputs=[]), NET)
    check(predictor.run({"top": np.asarray(TOP)}))


def test_in_dag_nets():
    dag = caffe2_pb2.NetDef()
    dag.CopyFrom(NET)
    dag.type, dag.name = "dag", "absent_dag"
    for name, value in feed().items():
        workspace.FeedBlob(name, value)
    workspace.RunNetOnce(dag)
    check([workspace.FetchBlob(name) for name in dag.external_output])


def test_required_inputs_are_required():
    workspace.FeedBlob("x", X)
    with pytest.raises(netdef.Error, match="name is empty|input 1 is missing"):
        workspace.RunOperatorOnce(onnx_op("Add", ["x", ""], ["y"]))


def test_not_in_the_domain_of_caffe2():
    workspace.FeedBlob("x", X)
    with pytest.raises(netdef.Error, match="non-existing input blob"):
        workspace.RunOperatorOnce(core.CreateOperator("Add", ["x", ""], ["y"]))
