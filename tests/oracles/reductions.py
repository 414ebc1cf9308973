"""Reductions over axes (Reduce*) and over the first or the last dimensions (ReduceFront*, ReduceBack*)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from netdef import core, workspace
from netdef.testing import Case, i32, integers
from oracles.seeded import seeded


def over_axes(reduce: Callable) -> Callable:
    """An oracle with the arguments `axes` and `keepdims` from reduce(x, axis=..., keepdims=...)."""

    def oracle(x, axes=None, keepdims=1):
        axes = tuple({a % x.ndim for a in axes}) if axes else tuple(range(x.ndim))
        return reduce(x, axis=axes, keepdims=bool(keepdims))

    return oracle


def axes_cases(make: Callable[..., np.ndarray]) -> list[Case]:
    """Every choice of axes, and one that does not exist; make(*shape) makes the input."""
    x = seeded(make)
    return [
        Case([x(3, 4)]),
        Case([x(3, 4)], args={"keepdims": 0}),
        Case([x(2, 3, 4)], args={"axes": [1]}),
        Case([x(2, 3, 4)], args={"axes": [0, 2]}),
        Case([x(2, 3, 4)], args={"axes": [0], "keepdims": 0}),
        Case([x(2, 3, 4)], args={"axes": [-1], "keepdims": 0}),
        Case([x(2, 3, 4, 2)], args={"axes": [1, 2]}),
        Case([x(40, 3)], args={"axes": [0]}),
        Case([x(5)]),
        Case([x()]),
        Case([x(3, 0)], args={"axes": [0]}),
        Case([x(3, 4)], args={"axes": [2]}, error="out of range"),
    ]


def over_back(reduce: Callable) -> Callable:
    """An oracle with `lengths` and `num_reduce_dim`: reduce(values) for each index of the first dimensions."""

    def oracle(x, lengths=None, num_reduce_dim=1):
        kept = x.shape[:x.ndim - num_reduce_dim]
        return _rows(reduce, x.reshape(*_matrix(kept, x.shape[x.ndim - num_reduce_dim:])), lengths, kept)

    return oracle


def over_front(reduce: Callable) -> Callable:
    """The same for each index of the last dimensions."""

    def oracle(x, lengths=None, num_reduce_dim=1):
        kept = x.shape[num_reduce_dim:]
        return _rows(reduce, x.reshape(*_matrix(x.shape[:num_reduce_dim], kept)).T, lengths, kept)

    return oracle


def end_cases(make: Callable[..., np.ndarray], nothing_kept: tuple[int, int]) -> list[Case]:
    """Every number of reduced dimensions, with and without lengths; nothing_kept: a shape that leaves no result."""
    x = seeded(make)
    return [
        Case([x(3, 4)]),
        Case([x(2, 3, 4)], args={"num_reduce_dim": 2}),
        Case([x(2, 3, 4)], args={"num_reduce_dim": 3}),
        Case([x(2, 3)], args={"num_reduce_dim": 0}),
        Case([x(3, 3), i32(1, 3, 2)]),
        Case([x(2, 4, 2), i32(1, 5)], args={"num_reduce_dim": 2}, error="number of reduce dimensions should be one"),
        Case([x(*nothing_kept)]),
        Case([integers(3, 4)]),
        Case([x(3, 4, dtype=np.float64)]),
        Case([x(3, 4)], args={"num_reduce_dim": 3}, error="in range"),
        Case([x(3, 3), i32(1, 2)], error="doesn't match the batch size"),
        Case([x(3, 3), i32(1, 2, 4)], error="lengths must lie between"),
        Case([x(3, 3), i32(1, 2, -1)], error="lengths must lie between"),
    ]


def gradient_of_shape(op_type: str, dy: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """What a gradient operator makes of dy and the shape of x as a tensor: older models have it so."""
    workspace.ResetWorkspace()
    workspace.FeedBlob("dy", dy)
    workspace.FeedBlob("shape", np.array(shape, np.int64))
    workspace.RunOperatorOnce(core.CreateOperator(op_type, ["dy", "shape"], ["dx"]))
    return workspace.FetchBlob("dx")


def mean(values: np.ndarray) -> np.number:
    """Integers are divided as C does: towards zero, for these never negative values."""
    return values.sum() / len(values) if values.dtype.kind == "f" else values.sum() // len(values)


def _matrix(rows: tuple[int, ...], columns: tuple[int, ...]) -> tuple[int, int]:
    return int(np.prod(rows)), int(np.prod(columns))


def _rows(reduce, rows, lengths, shape):
    n = np.full(rows.shape[0], rows.shape[1]) if lengths is None else lengths
    return np.array([reduce(row[:m]) for row, m in zip(rows, n)], rows.dtype).reshape(shape)

