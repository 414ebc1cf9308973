"""Nodes of older opsets. Oracle: ONNX Runtime, or numpy where it no longer knows the opset."""

import numpy as np
import pytest
from onnx import TensorProto, helper

from netdef.onnx import Unsupported, backend

F = np.float32
X = np.arange(24, dtype=F).reshape(2, 3, 4) / 7 - 1


def run(op_type, inputs, opset, outputs=1, **attributes):
    names = [f"x{i}" if x is not None else "" for i, x in enumerate(inputs)]
    node = helper.make_node(op_type, names, [f"y{i}" for i in range(outputs)], **attributes)
    fed = {name: x for name, x in zip(names, inputs) if name}
    return list(backend.run_node(node, fed, opset_version=opset))


def softmax(x, axis):
    e = np.exp(x - x.max(axis, keepdims=True))
    return e / e.sum(axis, keepdims=True)


CASES = {
    "add along an axis": ("Add", [X, F([1, 2, 3])], 6, {"broadcast": 1, "axis": 1}, X + F([1, 2, 3])[:, None]),
    "mul of trailing axes": ("Mul", [X, F([1, 2, 3, 4])], 6, {"broadcast": 1}, X * F([1, 2, 3, 4])),
    "equal along an axis": ("Equal", [np.int32([[1, 2], [3, 4]]), np.int32([1, 4])], 1, {"broadcast": 1, "axis": 0},
                            np.array([[True, False], [False, True]])),
    "clip by attributes": ("Clip", [X], 6, {"min": -0.5, "max": 0.5}, X.clip(-0.5, 0.5)),
    "clip of one side": ("Clip", [X], 6, {"max": 0.5}, X.clip(None, 0.5)),
    "softmax of flattened axes": ("Softmax", [X], 9, {"axis": 1}, softmax(X.reshape(2, 12), 1).reshape(X.shape)),
    "softmax by default": ("Softmax", [X], 11, {}, softmax(X.reshape(2, 12), 1).reshape(X.shape)),
    "log softmax of flattened axes": ("LogSoftmax", [X], 11, {"axis": 0}, np.log(softmax(X.reshape(1, 24), 1)).reshape(X.shape)),
    "hardmax of flattened axes": ("Hardmax", [X[:1]], 11, {"axis": 1}, np.eye(12, dtype=F)[[11]].reshape(1, 3, 4)),
    "squeeze by attribute": ("Squeeze", [X[None]], 11, {"axes": [0]}, X),
    "unsqueeze by attribute": ("Unsqueeze", [X], 11, {"axes": [1, 4]}, X[:, None, :, :, None]),
    "sum by attribute": ("ReduceSum", [X], 11, {"axes": [1], "keepdims": 0}, X.sum(1)),
    "product by attribute": ("ReduceProd", [X], 13, {"axes": [-1], "keepdims": 1}, X.prod(-1, keepdims=True)),
    "maximum of all": ("ReduceMax", [X], 13, {"keepdims": 0}, X.max()),
    "slice by attributes": ("Slice", [X], 1, {"starts": [0, 1], "ends": [2, -1], "axes": [2, 1]}, X[:, 1:-1, 0:2]),
    "slice of the first axes": ("Slice", [X], 1, {"starts": [1, 0], "ends": [2, 100]}, X[1:2, 0:100]),
    "split by attribute": ("Split", [X], 2, {"axis": 2, "split": [1, 3]}, (X[:, :, :1], X[:, :, 1:])),
    "split in equal parts": ("Split", [X], 11, {"axis": 2}, (X[:, :, :2], X[:, :, 2:])),
    "pad by attributes": ("Pad", [X], 2, {"pads": [0, 0, 1, 0, 0, 2], "value": 5.0}, np.pad(X, ((0, 0), (0, 0), (1, 2)), constant_values=5)),
    "pad of opset 1": ("Pad", [X], 1, {"paddings": [0, 0, 1, 0, 0, 2]}, np.pad(X, ((0, 0), (0, 0), (1, 2)))),
    "reshape by attribute": ("Reshape", [X], 1, {"shape": [0, -1]}, X.reshape(2, 12)),
    "top k by attribute": ("TopK", [X], 1, {"k": 2, "axis": 2}, (X[:, :, :1:-1], np.broadcast_to(np.int64([3, 2]), (2, 3, 2)))),
    "cast by name": ("Cast", [X], 1, {"to": "INT64"}, X.astype(np.int64)),
    "concat of opset 1": ("Concat", [X, X], 1, {}, np.concatenate([X, X], 1)),
    "upsample by attributes": ("Upsample", [X[None]], 7, {"scales": [1.0, 1.0, 2.0, 1.0], "mode": "nearest"}, X[None].repeat(2, 2)),
    "resize as TensorFlow did for nearest": (
        "Resize", [X[None], None, F([1, 1, 1, 0.5])], 11, {"coordinate_transformation_mode": "tf_half_pixel_for_nn", "nearest_mode": "floor"}, X[None, ..., [1, 3]]),
    "resize by the quotient of two sizes": ("Resize", [np.arange(6, dtype=F), None, F([7]) / F([6])], 11, {"nearest_mode": "floor",
        "coordinate_transformation_mode": "asymmetric"}, F([0, 0, 1, 2, 3, 4, 5])),
    "dropout in test mode": ("Dropout", [X], 6, {"is_test": 1, "ratio": 0.5}, X),
    "selu of opset 1": ("Selu", [X], 1, {}, 1.0507 * np.where(X > 0, X, 1.6732 * np.expm1(X))),
    "scatter": ("Scatter", [np.zeros((2, 3), F), np.int64([[1, 0, 1]]), F([[1, 2, 3]])], 9, {"axis": 0}, F([[0, 2, 0], [1, 0, 3]])),
    "affine": ("Affine", [X], 1, {"alpha": 2.0, "beta": 1.0}, 2 * X + 1),
    "scaled tanh": ("ScaledTanh", [X], 1, {"alpha": 2.0, "beta": 0.5}, 2 * np.tanh(0.5 * X)),
    "parametric softplus": ("ParametricSoftplus", [X], 1, {"alpha": 2.0, "beta": 0.5}, 2 * np.log1p(np.exp(0.5 * X))),
    "image scaler": ("ImageScaler", [X[None]], 1, {"scale": 2.0, "bias": [1.0, 2.0]}, X[None] * 2 + F([1, 2]).reshape(1, 2, 1, 1)),
    "crop by border": ("Crop", [X[None]], 1, {"border": [1, 0, 1, 2]}, X[None, :, 0:1, 1:3]),
    "crop by scale": ("Crop", [X[None]], 1, {"border": [1, 1, 0, 0], "scale": [2, 3]}, X[None, :, 1:3, 1:4]),
    "batch normalisation of elements": (
        "BatchNormalization", [X, *(np.linspace(a, b, 12, dtype=F).reshape(3, 4) for a, b in ((1, 2), (0, 1), (-1, 1), (1, 3)))], 7,
        {"spatial": 0, "epsilon": 0.0},
        (X - np.linspace(-1, 1, 12).reshape(3, 4)) / np.sqrt(np.linspace(1, 3, 12).reshape(3, 4)) * np.linspace(1, 2, 12).reshape(3, 4)
        + np.linspace(0, 1, 12).reshape(3, 4)),
}


@pytest.mark.parametrize("name", CASES)
def test_against_numpy(name):
    op_type, inputs, opset, attributes, expected = CASES[name]
    expected = expected if isinstance(expected, tuple) else (expected,)
    got = run(op_type, inputs, opset, len(expected), **attributes)
    assert len(got) == len(expected)
    for y, want in zip(got, expected):
        assert y.shape == want.shape
        np.testing.assert_allclose(y.astype(np.float64), want.astype(np.float64), rtol=1e-5, atol=1e-6)


def test_experimental_operators_at_a_newer_opset():
    """Exporters of their day wrote them into models of opset 7 and later."""
    image, = run("ImageScaler", [X[None]], 9, scale=2.0, bias=[1.0, 2.0])
    np.testing.assert_allclose(image, X[None] * 2 + F([1, 2]).reshape(1, 2, 1, 1), rtol=1e-6)


def test_scan_over_a_batch():
    """Scan of opset 8: running sums of each item of the batch."""
    body = helper.make_graph(
        [helper.make_node("Add", ["sum", "next"], ["out"]), helper.make_node("Identity", ["out"], ["each"])], "body",
        [helper.make_tensor_value_info(n, TensorProto.FLOAT, [4]) for n in ("sum", "next")],
        [helper.make_tensor_value_info(n, TensorProto.FLOAT, [4]) for n in ("out", "each")])
    start = np.ones((2, 4), F)
    last, every = run("Scan", [None, start, X], 8, 2, body=body, num_scan_inputs=1)
    np.testing.assert_allclose(every, 1 + np.cumsum(X, 1), rtol=1e-6)
    np.testing.assert_allclose(last, 1 + X.sum(1), rtol=1e-6)


def test_group_normalisation_per_group():
    """Scale and bias of opset 18 are per group."""
    runtime = pytest.importorskip("onnxruntime", reason="the oracle")
    x = np.random.default_rng(0).standard_normal((2, 4, 3)).astype(F)
    node = helper.make_node("GroupNormalization", ["x", "s", "b"], ["y"], num_groups=2)
    scale, bias = F([1, 2]), F([0, 1])
    values = [helper.make_tensor_value_info(n, TensorProto.FLOAT, v.shape) for n, v in (("x", x), ("s", scale), ("b", bias))]
    graph = helper.make_graph([node], "g", values, [helper.make_tensor_value_info("y", TensorProto.FLOAT, x.shape)])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=8)
    session = runtime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    want, = session.run(None, {"x": x, "s": scale, "b": bias})
    np.testing.assert_allclose(backend.run_model(model, [x, scale, bias])[0], want, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("read", [1, 2, 5])
def test_batch_normalisation_that_trains(read):
    """Before opset 14 more outputs than one made it train; PyTorch wrote all five for statistics of the batch, and read the first only."""
    names = ["y", "mean", "var", "saved_mean", "saved_var"]
    parts = [F([1, 2, 3]), F([0, 1, -1]), F([0.5, 0, 0]), F([1, 2, 1])]
    node = helper.make_node("BatchNormalization", ["x", "s", "b", "m", "v"], names, momentum=0.9)
    values = [helper.make_tensor_value_info(n, TensorProto.FLOAT, v.shape) for n, v in zip(["x", "s", "b", "m", "v"], [X, *parts])]
    graph = helper.make_graph([node], "g", values, [helper.make_tensor_value_info(n, TensorProto.FLOAT, None) for n in names[:read]])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=7)
    if read == 5:
        with pytest.raises(Unsupported, match="saved_mean and saved_var exist for training only"):
            backend.prepare(model)
        return
    got = backend.run_model(model, [X, *parts])
    scale, bias = (part.reshape(3, 1) for part in parts[:2])
    np.testing.assert_allclose(got[0], (X - X.mean((0, 2), keepdims=True)) / np.sqrt(X.var((0, 2), keepdims=True) + 1e-5) * scale + bias, rtol=1e-4, atol=1e-5)
    if read == 2:
        np.testing.assert_allclose(got[1], 0.9 * parts[2] + 0.1 * X.mean((0, 2)), rtol=1e-5)
