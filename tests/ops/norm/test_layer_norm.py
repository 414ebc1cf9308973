"""LayerNorm against the definition."""

import numpy as np

from netdef.testing import Case, normal, operator_test


def layer_norm(x, gamma=None, beta=None, axis=1, epsilon=1e-5, elementwise_affine=False):
    axis = axis % x.ndim
    rows = x.reshape(int(np.prod(x.shape[:axis])), int(np.prod(x.shape[axis:]))).astype(np.float64)
    mean = rows.mean(1, keepdims=True) if rows.shape[1] else np.zeros((len(rows), 1))
    std = np.sqrt((rows.var(1, keepdims=True) if rows.shape[1] else 0 * mean) + epsilon)
    y = (rows - mean) / std
    if elementwise_affine:
        y = y * gamma.reshape(1, -1) + beta.reshape(1, -1)
    shape = (*x.shape[:axis], 1)
    return y.reshape(x.shape).astype(x.dtype), mean.reshape(shape).astype(x.dtype), std.reshape(shape).astype(x.dtype)


AFFINE = {"elementwise_affine": 1}
CASES = [
    Case([normal(3, 7)]),
    Case([normal(2, 3, 4)], {"axis": 2, "epsilon": 0.1}),
    Case([normal(2, 3, 4)], {"axis": -1}),
    Case([normal(2, 3, 4)], {"axis": 0}),
    Case([normal(3, 4, 2), normal(4, 2), normal(4, 2)], AFFINE),
    Case([normal(3, 8), normal(8), normal(8)], AFFINE),
    Case([normal(3, 8), normal(8), normal(8)], gradient=[0]),
    Case([normal(0, 4)]),
    Case([normal(2, 0)], gradient=False, why="no elements"),
    Case([normal(3, 7, dtype=np.float64)], gradient=False, why="only float is checked"),
    Case([normal(3, 7, mean=1000)], rtol=2e-3, atol=2e-3, gradient=False, why="float resolves the input coarsely"),
    Case([normal(4)], {"axis": 0}, error="input dim >= 2"),
    Case([normal(2, 3)], {"axis": 2}, error="out of range"),
    Case([normal(2, 3)], AFFINE, error="gamma and beta"),
    Case([normal(2, 3), normal(2), normal(3)], AFFINE, error="gamma must have one element"),
    Case([np.ones((2, 3), np.int32)], error="type"),
]
test_layer_norm = operator_test("LayerNorm", layer_norm, CASES, gradient_outputs=[0], threshold=2e-2)
test_c10_layer_norm = operator_test("C10LayerNorm_DontUseThisOpYet", layer_norm, CASES)


def test_gradient_refuses_wrong_shapes():
    import pytest

    from netdef import core, workspace

    for name, value in {"x": normal(2, 4), "dy": normal(2, 3), "m": normal(2, 1), "g": normal(4)}.items():
        workspace.FeedBlob(name, value)
    for inputs, args, match in (
        (["dy", "x", "m", "m", "x"], {}, "shape of X"),
        (["x", "x", "m", "g", "x"], {}, "for each row"),
        (["x", "x", "m", "m", "x"], AFFINE, "6 inputs"),
    ):
        with pytest.raises(Exception, match=match):
            workspace.RunOperatorOnce(core.CreateOperator("LayerNormGradient", inputs, ["a"], **args))
