"""Convolutions of prepared nets against the plain operator, over odd shapes, strides, dilations and groups."""

import itertools

import numpy as np
import pytest

import netdef
from nets import op
from prepared import assert_agree, kernels, normal, prepare

CASES = [
    ((1, 3, 13, 11), 8, {"kernel": 3}),
    ((2, 1, 9, 9), 5, {"kernel": 5, "pad": 2}),
    ((1, 24, 14, 13), 40, {"kernel": 1}),
    ((1, 12, 14, 13), 12, {"kernel": 3}),
    ((2, 5, 9, 8), 20, {"kernel": 3, "pad": 1}),
    ((2, 17, 9, 10), 33, {"kernel": 3, "stride": 2, "pad": 1}),
    ((1, 20, 15, 9), 24, {"kernel_h": 3, "kernel_w": 1, "pad_t": 1, "pad_b": 1, "pad_l": 0, "pad_r": 0}),
    ((1, 16, 17, 17), 16, {"kernel": 3, "dilation": 2, "pad": 2}),
    ((1, 16, 9, 10), 16, {"kernel": 3, "dilation": 8, "pad": 8}),
    ((2, 20, 9, 10), 40, {"kernel": 3, "dilation": 12, "pad": 12}),
    ((1, 16, 17, 17), 16, {"kernel": 3, "stride": 2, "legacy_pad": 2}),
    ((1, 18, 10, 11), 18, {"kernel": 3, "pad": 1, "group": 18}),
    ((1, 32, 10, 11), 32, {"kernel": 5, "pad": 2, "group": 32, "stride": 2}),
    ((1, 12, 10, 11), 18, {"kernel": 3, "group": 3}),
    ((1, 32, 10, 11), 64, {"kernel": 3, "group": 2}),
    ((1, 16, 8, 8), 16, {"kernel": 3, "pad": -1}),
    ((3, 10, 12), 6, {"kernels": [3], "strides": [2], "pads": [1, 0]}),
    ((1, 4, 5, 6, 7), 6, {"kernels": [3, 2, 3], "pads": [1, 0, 1, 1, 0, 1]}),
    ((1, 12, 9, 8), 6, {"kernel": 3, "order": "NHWC"}),
]


@pytest.mark.parametrize("shape, outputs, args", CASES)
@pytest.mark.parametrize("relu", [False, True])
def test_agrees_with_the_plain_operator(shape, outputs, args, relu):
    last = args.get("order") == "NHWC"
    taps = args.get("kernels") or [args.get("kernel_h", args.get("kernel")), args.get("kernel_w", args.get("kernel"))]
    inputs = shape[-1 if last else 1] // args.get("group", 1)
    w = normal(outputs, *((*taps, inputs) if last else (inputs, *taps)), seed=1)
    ops = [op("Conv", ["x", "w", "b"], ["t" if relu else "y"], **args)] + [op("Relu", ["t"], ["y"])] * relu
    prepared, plain = prepare(ops, ["x"], ["y"], {"w": w, "b": normal(outputs, seed=2)})
    assert_agree(prepared, plain, {"x": normal(*shape)})


SIZES = [(1, 64, 64, 56, 56), (1, 64, 128, 29, 27), (2, 48, 72, 13, 17), (1, 33, 65, 31, 30), (3, 256, 64, 9, 8), (1, 256, 256, 14, 14)]


@pytest.mark.parametrize("n, inputs, outputs, h, w", SIZES)
@pytest.mark.parametrize("pad, tail", list(itertools.product([0, 1], ["", "Relu", "Clip", "LeakyRelu", "Swish"])))
def test_three_by_three(n, inputs, outputs, h, w, pad, tail):
    ops = [op("Conv", ["x", "w", "b"], ["t" if tail else "y"], kernel=3, pad=pad)]
    if tail:
        ops.append(op(tail, ["t"], ["y"], **({"min": -0.5, "max": 0.5} if tail == "Clip" else {})))
    weights = normal(outputs, inputs, 3, 3, seed=1) / np.float32(3 * np.sqrt(inputs))
    prepared, plain = prepare(ops, ["x"], ["y"], {"w": weights, "b": normal(outputs, seed=2)})
    assert_agree(prepared, plain, {"x": normal(n, inputs, h, w)})


FEW_PIXELS = [
    ((1, 64, 7, 7), 96, 1, {}),
    ((1, 40, 7, 7), 24, 1, {}),
    ((1, 24, 40, 41), 20, 1, {}),
    ((2, 33, 9, 5), 50, 1, {"stride": 2}),
    ((1, 32, 15, 13), 64, 3, {"stride": 2, "pad": 1}),
    ((2, 20, 14, 14), 48, 3, {"stride": 2, "pad": 1}),
    ((1, 17, 12, 12), 33, 3, {"dilation": 2}),
    ((1, 48, 6, 30), 16, 5, {"pad": 2}),
    ((1, 32, 90, 1), 48, 5, {"pad_t": 2, "pad_b": 1, "pad_l": 2, "pad_r": 2}),
    ((1, 24, 20, 20), 36, 1, {"group": 2}),
    ((2, 12, 9, 9), 18, 3, {"group": 3, "pad": 1}),
    ((1, 200, 14, 14), 24, 1, {}),
    ((2, 136, 9, 11), 40, 1, {}),
    ((1, 512, 14, 14), 64, 1, {"stride": 2}),
]


@pytest.mark.parametrize("shape, outputs, kernel, window", FEW_PIXELS)
@pytest.mark.parametrize("tail", ["", "Relu", "Clip", "LeakyRelu"])
@pytest.mark.parametrize("addend", ["", "read once", "read again"])
def test_few_pixels(shape, outputs, kernel, window, tail, addend):
    ops = [op("Conv", ["x", "w", "b"], ["c"], kernel=kernel, **window)]
    if addend:
        ops += [op("Conv", ["x", "v"], ["a"], kernel=kernel, **window), op("Sum", ["c", "a"], ["s"])]
    last = "s" if addend else "c"
    if tail:
        ops.append(op(tail, [last], ["r"], **({"min": -0.5, "max": 0.5} if tail == "Clip" else {})))
        last = "r"
    ops.append(op("Sum", [last, "a"], ["y"]) if addend == "read again" else op("Sqr", [last], ["y"]))
    size = (outputs, shape[1] // window.get("group", 1), kernel, kernel)
    scale = np.float32(kernel * np.sqrt(shape[1]))
    prepared, plain = prepare(ops, ["x"], ["y"], {"w": normal(*size, seed=1) / scale, "v": normal(*size, seed=4) / scale, "b": normal(outputs, seed=2)})
    assert_agree(prepared, plain, {"x": normal(*shape)})


@pytest.mark.parametrize("threads", [2, 3, 5])
def test_any_number_of_threads(threads):
    """Threads share outputs, pixels or, of few outputs, the inputs."""
    shapes = [(24, 200, 1), (64, 24, 1), (200, 64, 3), (200, 200, 1)]
    ops = [op("Conv", [f"x{i}", f"w{i}"], [f"x{i + 1}"], kernel=k, pad=k // 2) for i, (_, _, k) in enumerate(shapes)]
    constants = {f"w{i}": normal(outputs, inputs, k, k, seed=i) / np.float32(k * np.sqrt(inputs)) for i, (outputs, inputs, k) in enumerate(shapes)}
    prepared, plain = prepare(ops, ["x0"], [f"x{len(shapes)}"], constants)
    before = netdef.num_threads()
    netdef.set_num_threads(threads)
    try:
        assert_agree(prepared, plain, {"x0": normal(1, 200, 14, 13)})
    finally:
        netdef.set_num_threads(before)


@pytest.mark.parametrize("shape, hidden, kernel, window", [
    ((1, 24, 60, 58), 144, 3, {"stride": 2, "pad": 1}), ((2, 16, 60, 61), 96, 3, {"pad": 1}), ((1, 20, 70, 50), 90, 5, {"pad": 2}), ((1, 8, 64, 64), 80, 3, {"pad": 4, "dilation": 4}),
])
@pytest.mark.parametrize("read_again", [False, True])
def test_expansion_and_depthwise(shape, hidden, kernel, window, read_again):
    ops = [op("Conv", ["x", "w", "b"], ["e"], kernel=1), op("Relu", ["e"], ["r"]), op("Conv", ["r", "u"], ["d"], kernel=kernel, group=hidden, **window), op("LeakyRelu", ["d"], ["y"])]
    constants = {"w": normal(hidden, shape[1], 1, 1) / 4, "b": normal(hidden, seed=2), "u": normal(hidden, 1, kernel, kernel, seed=1) / kernel}
    prepared, plain = prepare(ops, ["x"], ["y", "r"] if read_again else ["y"], constants)
    x = {"x": normal(*shape)}
    assert_agree(prepared, plain, x)
    implementations = [implementation for _, implementation in kernels(prepared, x)]
    together = any(implementation.startswith("expand") for implementation in implementations)
    assert together == (not read_again and any("avx512" in implementation for implementation in implementations))


@pytest.mark.parametrize("read_again", [False, True])
def test_three_by_three_with_a_sum_in_place_or_not(read_again):
    ops = [op("Conv", ["x", "u"], ["a"], kernel=1), op("Conv", ["a", "w"], ["t"], kernel=3, pad=1), op("Sum", ["t", "a"], ["s"]), op("Relu", ["s"], ["r"])]
    ops.append(op("Sum", ["r", "a"], ["y"]) if read_again else op("Sqr", ["r"], ["y"]))
    prepared, plain = prepare(ops, ["x"], ["y"], {"u": normal(64, 64, 1, 1) / 8, "w": normal(64, 64, 3, 3, seed=1) / 24})
    assert_agree(prepared, plain, {"x": normal(1, 64, 28, 28)})


@pytest.mark.parametrize("pad", [0, 2])
@pytest.mark.parametrize("tail", ["", "Relu", "Gelu", "Sigmoid"])
def test_one_column(pad, tail):
    ops = [op("Conv", ["x", "w", "b"], ["t" if tail else "y"], kernel_h=5, kernel_w=1, pad_t=pad, pad_b=pad, pad_l=0, pad_r=0)]
    ops += [op(tail, ["t"], ["y"])] * bool(tail)
    prepared, plain = prepare(ops, ["x"], ["y"], {"w": normal(40, 32, 5, 1, seed=1) / 13, "b": normal(40, seed=2)})
    assert_agree(prepared, plain, {"x": normal(2, 32, 70, 1)})


@pytest.mark.parametrize("inputs, outputs", [(8, 8), (20, 5)])
def test_windows_longer_than_any_that_is_unrolled(inputs, outputs):
    ops = [op("Conv", ["x", "w", "b"], ["t"], kernel_h=3, kernel_w=39, pad_t=1, pad_b=1, pad_l=19, pad_r=19), op("Relu", ["t"], ["y"])]
    prepared, plain = prepare(ops, ["x"], ["y"], {"w": normal(outputs, inputs, 3, 39, seed=1) / 30, "b": normal(outputs, seed=2)})
    x = {"x": normal(2, inputs, 11, 80)}
    assert_agree(prepared, plain, x)


@pytest.mark.parametrize("outputs", [1, 2])
@pytest.mark.parametrize("window", [{"kernel": 5, "pad": 2}, {"kernel_h": 7, "kernel_w": 3, "stride_h": 2, "stride_w": 1, "pad_t": 3, "pad_b": 1, "pad_l": 0, "pad_r": 2},
                                    {"kernel_h": 1, "kernel_w": 9, "dilation_h": 1, "dilation_w": 2, "pad_t": 0, "pad_b": 0, "pad_l": 3, "pad_r": 0}])
@pytest.mark.parametrize("tail", ["", "Relu", "Sigmoid"])
def test_few_outputs(outputs, window, tail):
    w = normal(outputs, 33, window.get("kernel", window.get("kernel_h")), window.get("kernel", window.get("kernel_w")), seed=1) / 20
    ops = [op("Conv", ["x", "u"], ["a"], kernel=1), op("Conv", ["a", "w", "b"], ["t" if tail else "y"], **window)] + [op(tail, ["t"], ["y"])] * bool(tail)
    prepared, plain = prepare(ops, ["x"], ["y"], {"u": normal(33, 7, 1, 1), "w": w, "b": normal(outputs, seed=2)})
    x = {"x": normal(2, 7, 13, 37)}
    assert_agree(prepared, plain, x)
    assert "lines" in [how for _, how in kernels(prepared, x)]


def test_blocks_stay_blocked():
    ops = [op("Conv", ["x", "w"], ["a"], kernel=1), op("MaxPool", ["a"], ["b"], kernel=2, stride=2), op("Conv", ["b", "u"], ["c"], kernel=1),
           op("Concat", ["c", "b"], ["d", "split"], axis=1), op("AveragePool", ["d"], ["y"], global_pooling=1)]
    prepared, plain = prepare(ops, ["x"], ["y"], {"w": normal(32, 3, 1, 1), "u": normal(48, 32, 1, 1, seed=1)})
    x = {"x": normal(1, 3, 12, 12)}
    assert_agree(prepared, plain, x)
    steps = [kind for kind, _ in kernels(prepared, x)]
    assert "Concat" not in steps and "reorder" not in steps
