"""Fully connected layers of prepared nets against the plain operators."""

import pytest

from nets import op
from prepared import assert_agree, normal, prepare


@pytest.mark.parametrize("rows", [1, 2, 13, 14, 15, 28, 29, 60])
@pytest.mark.parametrize("outputs, inputs", [(5, 7), (33, 40), (64, 129)])
@pytest.mark.parametrize("kind", ["FC", "FCTransposed"])
@pytest.mark.parametrize("tail", ["", "Relu", "Sigmoid"])
def test_fully_connected(rows, outputs, inputs, kind, tail):
    ops = [op(kind, ["x", "w", "b"], ["t" if tail else "y"])] + ([op(tail, ["t"], ["y"])] if tail else [])
    w = normal(*((outputs, inputs) if kind == "FC" else (inputs, outputs)), seed=1)
    prepared, plain = prepare(ops, ["x"], ["y"], {"w": w, "b": normal(outputs, seed=2)})
    assert_agree(prepared, plain, {"x": normal(rows, inputs)})
