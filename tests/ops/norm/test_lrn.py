"""LRN against the definition."""

import numpy as np

from netdef.testing import Case, normal, operator_test
from oracles.windows import channels_as, channels_first


def lrn(x, size=0, alpha=0.0, beta=0.0, bias=1.0, order="NCHW"):
    x = channels_first(x.astype(np.float64), order)
    scale = np.full_like(x, bias)
    down = (size - 1) // 2
    for c in range(x.shape[1]) if size else ():
        window = x[:, max(0, c - down):c - down + size]
        scale[:, c] += alpha / size * (window ** 2).sum(1)
    return np.float32(channels_as(x * scale ** -beta, order)), np.float32(channels_as(scale, order))


def lrn_alone(*args, **kwargs):
    return lrn(*args, **kwargs)[0]


CASES = [
    Case([normal(2, 7, 3, 4)], {"size": 5, "alpha": 0.8, "beta": 0.75, "bias": 1.5}),
    Case([normal(2, 3, 4, 7)], {"size": 5, "alpha": 0.8, "beta": 0.75, "bias": 1.5, "order": "NHWC"}),
    Case([normal(1, 6, 2, 2)], {"size": 4, "alpha": 0.5, "beta": 0.5}),
    Case([normal(1, 2, 2, 6)], {"size": 4, "alpha": 0.5, "beta": 0.5, "order": "NHWC"}),
    Case([normal(1, 4, 3, 3)], {"size": 11, "alpha": 0.5, "beta": 1.0, "bias": 2.0}),
    Case([normal(1, 4, 3, 3)], {"size": 1, "alpha": 0.5, "beta": 2.3, "bias": 2.0}),
    Case([normal(2, 5, 9)], {"size": 3, "alpha": 0.5, "beta": 0.75}),
    Case([normal(1, 5, 20, 10)], {"size": 3, "alpha": 0.5, "beta": 0.75}),
    Case([normal(1, 5, 2, 2)]),
    Case([normal(0, 5, 2, 2)], {"size": 3, "alpha": 0.5, "beta": 0.75}),
]
test_lrn = operator_test("LRN", lrn, CASES, gradient_outputs=[0])
test_without_scale = operator_test("LRN", lrn_alone, CASES[:4] + [
    Case([normal(1, 5, 2, 2)], {"size": -1}, error="size must not be negative"),
    Case([normal(5)], {"size": 3}, error="image"),
    Case([normal(1, 5, 2, 2, dtype=np.float64)], {"size": 3}, error="type"),
])


def test_gradient_refuses_wrong_shapes():
    import pytest

    from netdef import core, workspace

    workspace.FeedBlob("x", normal(1, 3, 2, 2))
    workspace.FeedBlob("y", normal(1, 3, 2, 1))
    with pytest.raises(Exception, match="one shape"):
        workspace.RunOperatorOnce(core.CreateOperator("LRNGradient", ["x", "y", "x"], ["dx"], size=3))
