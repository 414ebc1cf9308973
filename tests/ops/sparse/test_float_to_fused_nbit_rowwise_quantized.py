import numpy as np
import pytest

from nets import op, run
from netdef.testing import Case, check_operator, normal
from oracles.quantized_rows import pack, quantize, random_table, unpack

INPUTS = [normal(4, 8), normal(3, 12, std=30.0), np.full((2, 4), 2.5, np.float32)]


def fake(x, bits):
    """The same rounding with one byte for each element and float parameters."""
    packed = quantize(x, bits, True)
    scale, bias = packed[..., -4:].copy().view(np.float16).astype(np.float32).T
    exact = unpack(packed, bits, True)
    return pack(np.rint((exact - bias[:, None]) / scale[:, None]), scale, bias, 8, False)


@pytest.mark.parametrize("bits", [2, 4])
@pytest.mark.parametrize("half", [False, True])
@pytest.mark.parametrize("kind", ["", "Fake"])
def test_quantize(bits, half, kind):
    oracle = {"": lambda x: quantize(x, bits, True), "Fake": lambda x: fake(x, bits)}[kind]
    name = f"{'Half' if half else 'Float'}ToFused{bits}Bit{kind}RowwiseQuantized"
    for x in INPUTS:
        case = Case([x.astype(np.float16) if half else x], engines=[""], why="GREEDY looks for a smaller error, see below")
        check_operator(name, oracle, case)


@pytest.mark.parametrize("bits", [2, 4])
@pytest.mark.parametrize("to", ["Float", "Half"])
def test_restore(bits, to):
    name, table = f"Fused{bits}BitRowwiseQuantizedTo{to}", random_table(5, 8, bits, True)
    dtype = np.float16 if to == "Half" else np.float32
    check_operator(name, lambda t: unpack(t, bits, True).astype(dtype), Case([table], rtol=2e-3))
    check_operator(name, None, Case([np.zeros((2, 3), np.uint8)], error="bytes of scale and bias"))


@pytest.mark.parametrize("bits", [2, 4])
def test_greedy_is_no_worse(bits):
    """A row with an outlier is where narrowing the range pays."""
    x = normal(6, 32)
    x[:, 0] *= 4
    name = f"FloatToFused{bits}BitRowwiseQuantized"
    errors = []
    for engine in ("", "GREEDY"):
        table = run(op(name, ["x"], ["y"], engine=engine), feed={"x": x}, fetch="y")
        errors.append(((unpack(table, bits, True) - x) ** 2).sum(1))
    assert (errors[1] <= errors[0] * 1.001).all() and errors[1].sum() < 0.95 * errors[0].sum()


@pytest.mark.parametrize("bits", [2, 4])
def test_columns_that_fill_no_byte(bits):
    check_operator(f"FloatToFused{bits}BitRowwiseQuantized", None, Case([normal(2, 5)], error="number of columns a multiple"))
