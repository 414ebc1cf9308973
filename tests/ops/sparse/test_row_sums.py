"""Sums over rows of tables of all kinds and widths, against numpy."""

import numpy as np
import pytest
from netdef import core, workspace

COLUMNS = [1, 2, 3, 4, 6, 7, 8, 12, 15, 16, 18, 20, 31, 33, 64, 100, 127, 128, 132, 258]
ROWS, LENGTHS = 40, np.int32([3, 0, 70, 1, 17])
ITEMS = int(LENGTHS.sum())
RNG = np.random.default_rng(1)
WEIGHTS = RNG.normal(size=ITEMS).astype("float32")


def check(op, table, rows, extra=()):
    """`rows` are what the rows of `table` stand for."""
    for index_type in ("int32", "int64"):
        indices = RNG.integers(0, ROWS, ITEMS).astype(index_type)
        for form in ("Sum", "WeightedSum", "Mean"):
            weights = [WEIGHTS] if form == "WeightedSum" else []
            inputs = [table, *weights, indices, LENGTHS, *extra]
            for i, value in enumerate(inputs):
                workspace.FeedBlob(f"in{i}", value)
            workspace.RunOperatorOnce(core.CreateOperator(op.format(form), [f"in{i}" for i in range(len(inputs))], ["y"]))
            picked = rows[indices] * (WEIGHTS[:, None].astype("float64") if weights else 1)
            segments = np.split(picked, np.cumsum(LENGTHS)[:-1])
            expected = [s.sum(0) / (max(len(s), 1) if form == "Mean" else 1) for s in segments]
            np.testing.assert_allclose(workspace.FetchBlob("y"), expected, rtol=1e-5, atol=1e-5 * np.abs(picked).max() * LENGTHS.max())


@pytest.mark.parametrize("columns", COLUMNS)
@pytest.mark.parametrize("dtype", ["float32", "float16"])
def test_floats(dtype, columns):
    table = RNG.normal(size=(ROWS, columns)).astype(dtype)
    table[::3] *= 1e-6  # subnormal as float16
    check("SparseLengths{}", table, table.astype("float64"))


def test_float16_that_are_not_finite():
    values = np.float16([np.inf, -np.inf, np.nan, -0.0, 65504, 6e-8, -6e-8, 1])
    for columns in (1, 2, 8, 16, 24):
        table = np.stack([np.resize(values, columns), np.resize(values[::-1], columns)])
        for name, value in (("data", table), ("indices", np.int64([1, 0])), ("lengths", np.int32([1, 1]))):
            workspace.FeedBlob(name, value)
        workspace.RunOperatorOnce(core.CreateOperator("SparseLengthsSum", ["data", "indices", "lengths"], ["y"]))
        np.testing.assert_array_equal(workspace.FetchBlob("y"), table[::-1].astype("float32"))


@pytest.mark.parametrize("bits, columns", [(b, c) for b in (8, 4, 2) for c in COLUMNS if c * b % 8 == 0])
def test_fused(bits, columns):
    packed = RNG.integers(0, 256, (ROWS, columns * bits // 8)).astype("uint8")
    parameters = RNG.normal(size=(ROWS, 2)).astype("float32" if bits == 8 else "float16")
    elements = (packed[:, :, None] >> np.arange(0, 8, bits, dtype="uint8") & (1 << bits) - 1).reshape(ROWS, columns)
    rows = elements * parameters[:, :1].astype("float64") + parameters[:, 1:].astype("float64")
    check(f"SparseLengths{{}}Fused{bits}BitRowwise", np.concatenate([packed, parameters.view("uint8")], 1), rows)
    if bits == 8:
        check("SparseLengths{}8BitsRowwise", packed, rows, [parameters])
