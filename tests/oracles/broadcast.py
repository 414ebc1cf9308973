"""Binary operators of Caffe2: numpy's broadcasting, or with `broadcast=1` the older rule that places b's dimensions inside a's."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from netdef.testing import Case
from oracles.seeded import seeded


def broadcasting(function: Callable) -> Callable:
    """An oracle with the arguments `broadcast`, `axis`, `axis_str` and `order` from a function of two arrays."""

    def oracle(a, b, broadcast=0, axis=-1, axis_str="", order="NCHW"):
        if broadcast:
            axis = order.index(axis_str) if axis_str else axis
            axis = a.ndim - b.ndim if axis == -1 else axis
            b = b.reshape(b.shape + (1,) * (a.ndim - axis - b.ndim))
        return function(a, b)

    return oracle


def broadcast_cases(a: Callable[..., np.ndarray], b: Callable[..., np.ndarray] | None = None) -> list[Case]:
    """Every way to broadcast, and the shapes that do not fit; a(*shape) and b(*shape) make the operands."""
    make_a = seeded(a)
    a, b = make_a, make_a if b is None else seeded(b)
    return [
        Case([a(3, 4), b(3, 4)]),
        Case([a(2, 3, 4), b(4)]),
        Case([a(4), b(2, 3, 4)]),
        Case([a(2, 1, 4, 1), b(3, 1, 5)]),
        Case([a(3, 4), b()]),
        Case([a(0, 4), b(4)]),
        Case([a(2, 3, 4, 5), b(3, 4)], args={"broadcast": 1, "axis": 1}),
        Case([a(2, 3, 4, 5), b(3)], args={"broadcast": 1, "axis_str": "C"}),
        Case([a(2, 4, 5, 3), b(3)], args={"broadcast": 1, "axis_str": "C", "order": "NHWC"}),
        Case([a(2, 3), b(2, 1)], args={"broadcast": 1}),
        Case([a(2, 3), b(4)], error="Dimension mismatch"),
        Case([a(2, 3), b(2, 2, 3)], args={"broadcast": 1}, error="smaller or equal number of dimensions"),
    ]
