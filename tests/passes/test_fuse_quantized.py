"""What quantizing tools write, prepared, against the same nets as they are written."""

import numpy as np
import pytest

from nets import op
from netdef.testing import integers
from prepared import kernels, normal, prepare, types

Q = {"x": (0.02, 128), "c": (0.03, 121), "s": (0.04, 100), "r": (0.02, 0)}
CONSTANTS = {f"{name}_{part}": value for name, (scale, zero) in Q.items() for part, value in (("scale", np.float32(scale)), ("zero", np.uint8(zero)))}


def linear(kind, inputs, output, **args):
    definition = op(kind, inputs, [output], **args)
    definition.domain = "ai.onnx"
    return definition


def there(blob, name, to):
    return linear("QuantizeLinear", [blob, f"{name}_scale", f"{name}_zero"], to)


def back(blob, name, to):
    return linear("DequantizeLinear", [blob, f"{name}_scale", f"{name}_zero"], to)


def weights(name, dims, axis=0, bias=True, zero=0):
    """(operators, constants): weights `name` and their bias, dequantized."""
    outputs = dims[axis]
    rng = np.random.default_rng(len(name) + sum(dims))
    scale = rng.uniform(0.5, 1.5, outputs).astype(np.float32) / 500
    parts = [f"{name}_q", f"{name}_s", f"{name}_z"]
    dtype = np.uint8 if zero else np.int8
    constants = {parts[0]: integers(*dims, low=zero - 127, high=zero + 128, dtype=dtype, seed=4), parts[1]: scale, parts[2]: np.full(outputs, zero, dtype)}
    ops = [linear("DequantizeLinear", parts, name, axis=axis)]
    if bias:
        constants |= {f"{name}b_q": integers(outputs, low=-2000, high=2000, dtype=np.int32), f"{name}b_s": scale * np.float32(Q["x"][0])}
        ops.append(linear("DequantizeLinear", [f"{name}b_q", f"{name}b_s"], f"{name}b", axis=0))
    return ops, constants


def check(ops, constants, wanted, inputs, outputs=("y",), steps=1):
    """The prepared net consists of operators `wanted` and agrees within a step of the output's scale; returns the predictor."""
    prepared, plain = prepare(ops, list(inputs), outputs, CONSTANTS | constants)
    assert [t.split("::")[-1] for t in types(prepared)] == wanted
    for _ in range(2):
        got, right = prepared.run_named(inputs), plain.run_named(inputs)
        for name in outputs:
            assert got[name].dtype == right[name].dtype and got[name].shape == right[name].shape
            step = 1 if got[name].dtype == np.uint8 else max(scale for scale, _ in Q.values())
            assert np.abs(got[name].astype(float) - right[name]).max() <= steps * step * 1.001
            assert np.unique(right[name]).size > 10
    return prepared


def around(*middle, result="c"):
    """`middle` reads xd, quantized, and writes t."""
    return [there("x", "x", "xq"), back("xq", "x", "xd"), *middle, there("t", result, "tq"), back("tq", result, "y")]


X = {"x": normal(2, 8, 9, 7)}
ENDS = lambda *middle: ["QuantizeLinear", *middle, "DequantizeLinear"]


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("zero", [0, 128])
@pytest.mark.parametrize("group", [1, 2, 8])
def test_convolution(bias, zero, group):
    ops, constants = weights("w", (16, 8 // group, 3, 3), bias=bias, zero=zero)
    conv = op("Conv", ["xd", "w"] + ["wb"] * bias, ["t"], kernel=3, pad=1, group=group)
    prepared = check([*ops, *around(conv)], constants, ENDS("QuantizedConv"), X)
    assert any(implementation.startswith("bytes:") for _, implementation in kernels(prepared, X))


@pytest.mark.parametrize("activation, args, name", [("Relu", {}, "c"), ("Relu", {}, "r"), ("Clip", {"min": -0.5, "max": 1.0}, "c")])
def test_activation(activation, args, name):
    ops, constants = weights("w", (16, 8, 1, 1))
    middle = [op("Conv", ["xd", "w", "wb"], ["u"], kernel=1), op(activation, ["u"], ["t"], **args)]
    check([*ops, *around(*middle, result=name)], constants, ENDS("QuantizedConv"), X)


@pytest.mark.parametrize("swap", [False, True])
@pytest.mark.parametrize("relu", [False, True])
def test_residual_block(swap, relu):
    ops, constants = weights("w", (8, 8, 3, 3))
    terms = ["cd", "xd"][:: -1 if swap else 1]
    middle = [op("Conv", ["xd", "w", "wb"], ["c"], kernel=3, pad=1), there("c", "c", "cq"), back("cq", "c", "cd"), op("Add", terms, ["s" if relu else "t"])]
    check([*ops, *around(*middle, *[op("Relu", ["s"], ["t"])] * relu, result="s")], constants, ENDS("QuantizedConv"), X)


def test_addend_that_is_stretched():
    ops, constants = weights("w", (8, 8, 3, 3))
    middle = [op("Conv", ["xd", "w", "wb"], ["c"], kernel=3, pad=1), there("c", "c", "cq"), back("cq", "c", "cd"), there("v", "x", "vq"), back("vq", "x", "vd"),
              op("Add", ["cd", "vd"], ["t"])]
    check([*ops, *around(*middle, result="s")], constants, ["QuantizeLinear", "QuantizeLinear", "QuantizedConv", "DequantizeLinear"], X | {"v": normal(8, 1, 1, seed=7)})


def test_fully_connected():
    ops, constants = weights("w", (12, 504))
    check([*ops, *around(op("FC", ["xd", "w", "wb"], ["t"]))], constants, ENDS("QuantizedFC"), X)


@pytest.mark.parametrize("turned", [False, True])
def test_product_with_a_constant(turned):
    ops, constants = weights("w", (12, 7) if turned else (7, 12), axis=0 if turned else 1, bias=False)
    check([*ops, *around(op("BatchMatMul", ["xd", "w"], ["t"], broadcast=1, trans_b=int(turned)))], constants, ENDS("QuantizedFC"), X)


def test_float_bias_is_rounded_to_int32():
    ops, constants = weights("w", (16, 8, 3, 3), bias=False)
    check([*ops, *around(op("Conv", ["xd", "w", "b"], ["t"], kernel=3))], constants | {"b": normal(16, seed=3)}, ENDS("QuantizedConv"), X)


@pytest.mark.parametrize("kind, wanted", [("Sum", "QuantizedSum"), ("Add", "QuantizedSum")])
def test_sum(kind, wanted):
    middle = [there("v", "c", "vq"), back("vq", "c", "vd"), op(kind, ["xd", "vd"], ["t"])]
    check(around(*middle, result="s"), {}, ["QuantizeLinear", "QuantizeLinear", wanted, "DequantizeLinear"], X | {"v": normal(2, 8, 9, 7, seed=7)})


def test_poolings():
    check(around(op("AveragePool", ["xd"], ["t"], kernel=3, stride=2, pad=1)), {}, ENDS("QuantizedAveragePool"), X)
    check(around(op("AveragePool", ["xd"], ["t"], global_pooling=1), result="x"), {}, ENDS("QuantizedAveragePool"), {"x": normal(2, 8, 9, 7, seed=1) * 5})
    check(around(op("MaxPool", ["xd"], ["t"], kernel=3, stride=2), result="x"), {}, ENDS("QuantizedMaxPool"), X)


@pytest.mark.parametrize("middle", [op("Flatten", ["xd"], ["t"]), op("Reshape", ["xd"], ["t", "old"], shape=[2, 63, 8]), op("Transpose", ["xd"], ["t"], axes=[0, 2, 3, 1])])
def test_elements_that_move_stay_bytes(middle):
    check(around(middle, result="x"), {}, ENDS(middle.type), X)


def test_concat_of_one_scaling_and_of_two():
    conv, constants = weights("w", (8, 8, 1, 1))
    part = [*conv, op("Conv", ["xd", "w", "wb"], ["p"], kernel=1)]
    one = [there("p", "x", "pq"), back("pq", "x", "pd"), op("Concat", ["xd", "pd"], ["t", "split"], axis=1)]
    check(around(*part, *one, result="x"), constants, ENDS("QuantizedConv", "QuantizedConcat"), X)
    two = [there("p", "c", "pq"), back("pq", "c", "pd"), op("Concat", ["xd", "pd"], ["t", "split"], axis=1)]
    check(around(*part, *two, result="x"), constants, ENDS("QuantizedConv", "QuantizedConcat"), X)


def test_what_is_read_elsewhere_stays():
    ops, constants = weights("w", (16, 8, 3, 3))
    middle = [op("Conv", ["xd", "w", "wb"], ["t"], kernel=3, pad=1), op("Negative", ["t"], ["z"])]
    prepared, plain = prepare([*ops, *around(*middle)], ["x"], ["y", "z"], CONSTANTS | constants)
    assert "netdef::QuantizedConv" not in types(prepared)
    got, right = prepared.run_named(X), plain.run_named(X)
    np.testing.assert_allclose(got["z"], right["z"], atol=1e-4)


def test_weights_that_are_no_constants_stay_floats():
    ops = around(op("Conv", ["xd", "w"], ["t"], kernel=3))
    prepared, _ = prepare(ops, ["x", "w"], ["y"], CONSTANTS)
    assert "Conv" in types(prepared)
