"""Quantized layers of prepared nets against the plain operators, over odd shapes, strides, dilations and groups."""

import numpy as np
import pytest

from nets import op
from netdef.testing import integers
from prepared import assert_agree, kernels, prepare


def quantized(kind, inputs, **args):
    definition = op(kind, inputs, ["y"], **args)
    definition.domain = "netdef"
    return definition


def layer(outputs, inputs, *kernel):
    """Weights, scales and bias that fill the range of bytes."""
    w = integers(outputs, inputs, *kernel, low=-127, high=128, dtype=np.int8, seed=1)
    scale = np.random.default_rng(2).uniform(0.5, 1.5, outputs).astype(np.float32) / np.float32(60 * np.sqrt(w[0].size))
    return {"w": w, "s": scale, "b": integers(outputs, low=-9000, high=9000, dtype=np.int32, seed=3)}


SCALES = {"X_scale": 0.02, "X_zero_point": 113, "Y_scale": 0.02, "Y_zero_point": 121}
SUM = {"product_scale": 0.025, "product_zero_point": 127, "addend_scale": 0.017, "addend_zero_point": 99}
CONVS = [
    ((1, 3, 13, 11), 8, 3, {}),
    ((1, 3, 23, 21), 32, 7, {"pad": 3, "stride": 2}),
    ((2, 1, 9, 9), 5, 5, {"pad": 2}),
    ((1, 24, 14, 13), 40, 1, {}),
    ((3, 64, 7, 7), 96, 1, {}),
    ((1, 18, 5, 5), 33, 1, {}),
    ((1, 32, 9, 9), 16, 1, {"stride": 2}),
    ((1, 64, 14, 14), 64, 3, {"pad": 1}),
    ((2, 64, 7, 7), 80, 3, {"pad": 1}),
    ((2, 17, 9, 10), 33, 3, {"stride": 2, "pad": 1}),
    ((1, 16, 17, 17), 20, 3, {"dilation": 2, "pad": 2}),
    ((1, 12, 10, 11), 18, 3, {"group": 3}),
    ((1, 32, 10, 11), 64, 3, {"group": 2, "pad": 1}),
    ((1, 32, 10, 11), 32, 3, {"group": 32, "pad": 1}),
    ((2, 96, 10, 11), 96, 3, {"group": 96, "pad": 1}),
    ((1, 70, 10, 1), 70, 3, {"group": 70, "pad": 1, "stride": 2}),
    ((1, 64, 12, 12), 64, 5, {"group": 64, "pad": 2, "dilation": 2}),
    ((1, 64, 12, 12), 64, 7, {"group": 64, "pad": 3}),
    ((1, 128, 6, 5), 128, 2, {"group": 128}),
    ((1, 8, 6, 5), 16, 3, {"group": 8, "pad": 1}),
    ((1, 16, 3, 40), 16, 3, {"pad": 1}),
]


def assert_steps(got, wanted):
    """The order of the float operations may tip what lies in the middle between two bytes."""
    assert np.abs(got - wanted).max() <= 1
    assert (got != wanted).mean() < 0.02


@pytest.mark.parametrize("shape, outputs, kernel, window", CONVS)
@pytest.mark.parametrize("limits", [{}, {"low": 121, "high": 190}])
def test_convolution(shape, outputs, kernel, window, limits):
    constants = layer(outputs, shape[1] // window.get("group", 1), kernel, kernel)
    prepared, plain = prepare([quantized("QuantizedConv", ["x", "w", "s", "b"], kernel=kernel, **window, **SCALES, **limits)], ["x"], ["y"], constants)
    x = {"x": integers(*shape, high=256, dtype=np.uint8)}
    assert_agree(prepared, plain, x)
    assert 3 < np.unique(prepared.run_named(x)["y"]).size
    assert any(implementation.startswith("bytes:") for _, implementation in kernels(prepared, x))


@pytest.mark.parametrize("shape, outputs, kernel, window", [CONVS[i] for i in (3, 4, 5, 8, 13, 14, 17)])
def test_convolution_with_an_addend(shape, outputs, kernel, window):
    constants = layer(outputs, shape[1] // window.get("group", 1), kernel, kernel)
    net = [quantized("QuantizedConv", ["x", "w", "s", "b", "z"], kernel=kernel, **window, **SCALES, **SUM, low=100)]
    prepared, plain = prepare(net, ["x", "z"], ["y"], constants)
    inputs = {"x": integers(*shape, high=256, dtype=np.uint8), "z": integers(shape[0], outputs, *shape[2:], high=256, dtype=np.uint8, seed=5)}
    got, wanted = (p.run_named(inputs)["y"].astype(int) for p in (prepared, plain))
    assert_steps(got, wanted)


@pytest.mark.parametrize("rows, inputs, outputs", [(1, 64, 10), (5, 30, 100), (70, 128, 33), (2, 3, 1)])
@pytest.mark.parametrize("addend", [False, True])
def test_fully_connected(rows, inputs, outputs, addend):
    names = ["x", "w", "s", "b"] + ["z"] * addend
    prepared, plain = prepare([quantized("QuantizedFC", names, **SCALES, **(SUM if addend else {}))], ["x"] + ["z"] * addend, ["y"], layer(outputs, inputs))
    x = {"x": integers(rows, inputs, high=256, dtype=np.uint8)}
    if addend:
        x["z"] = integers(rows, outputs, high=256, dtype=np.uint8, seed=5)
    got, wanted = (p.run_named(x)["y"].astype(int) for p in (prepared, plain))
    assert_steps(got, wanted) if addend else np.testing.assert_array_equal(got, wanted)


def test_sums_that_int32_cannot_hold_are_left_to_the_plain_operator():
    constants = layer(4, 8, 1, 1) | {"b": np.full(4, 2**31 - 1, np.int32)}
    prepared, plain = prepare([quantized("QuantizedConv", ["x", "w", "s", "b"], kernel=1, **SCALES)], ["x"], ["y"], constants)
    x = {"x": integers(1, 8, 4, 4, high=256, dtype=np.uint8)}
    assert_agree(prepared, plain, x)
    assert not any(implementation.startswith("bytes:") for _, implementation in kernels(prepared, x))


@pytest.mark.parametrize("kind, args", [("QuantizedMaxPool", {}), ("QuantizedAveragePool", SCALES), ("QuantizedAveragePool", {**SCALES, "count_include_pad": 1})])
@pytest.mark.parametrize("shape", [(2, 5, 9, 8), (1, 64, 7, 7)])
def test_pooling(kind, args, shape):
    prepared, plain = prepare([quantized(kind, ["x"], kernel=3, stride=2, pad=1, **args)], ["x"], ["y"], {})
    assert_agree(prepared, plain, {"x": integers(*shape, high=256, dtype=np.uint8)})


def test_sum():
    args = {"A_scale": 0.3, "A_zero_point": 100, "B_scale": 0.05, "B_zero_point": 130, "Y_scale": 0.25, "Y_zero_point": 128}
    prepared, plain = prepare([quantized("QuantizedSum", ["a", "b"], **args)], ["a", "b"], ["y"], {})
    assert_agree(prepared, plain, {"a": integers(2, 5, 9, 8, high=256, dtype=np.uint8), "b": integers(2, 5, 9, 8, high=256, dtype=np.uint8, seed=1)})


@pytest.mark.parametrize("axis", [1, 2])
def test_concat(axis):
    args = {"X_scales": [0.05, 0.02], "X_zero_points": [100, 7], "Y_scale": 0.05, "Y_zero_point": 100, "axis": axis}
    prepared, plain = prepare([quantized("QuantizedConcat", ["a", "b"], **args)], ["a", "b"], ["y"], {})
    assert_agree(prepared, plain, {"a": integers(2, 5, 9, 8, high=256, dtype=np.uint8), "b": integers(2, 5, 9, 8, high=256, dtype=np.uint8, seed=1)})


@pytest.mark.parametrize("shape", [(7,), (3, 50), (2, 3, 11, 10), (1, 40, 9)])
def test_quantize_and_dequantize(shape):
    onnx = lambda kind, inputs, output: [setattr(d := op(kind, inputs, [output]), "domain", "ai.onnx"), d][1]
    ops = [onnx("QuantizeLinear", ["x", "s", "z"], "q"), onnx("DequantizeLinear", ["q", "s", "z"], "y")]
    prepared, plain = prepare(ops, ["x"], ["q", "y"], {"s": np.float32(0.03), "z": np.uint8(77)})
    x = np.random.default_rng(0).normal(0, 4, shape).astype(np.float32)
    x.flat[:3] = [np.nan, np.inf, -np.inf]
    assert_agree(prepared, plain, {"x": x})
