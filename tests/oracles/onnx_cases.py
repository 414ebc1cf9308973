"""Cases that several of ONNX's operators have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from netdef.testing import Case, integers, normal

INTS = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]

WINDOWS = [
    {"kernel_shape": [3, 3]},
    {"kernel_shape": [2, 3], "strides": [2, 1], "pads": [1, 0, 0, 2]},
    {"kernel_shape": [2, 2], "dilations": [2, 2], "strides": [2, 2]},
    {"kernel_shape": [3, 3], "strides": [2, 2], "auto_pad": "SAME_UPPER"},
    {"kernel_shape": [2, 2], "strides": [2, 2], "auto_pad": "SAME_LOWER"},
]


def arithmetic_cases() -> list[Case]:
    """Inputs of Add, Sub and Mul: broadcasting and the element types."""
    return [
        Case([normal(3, 4), normal(3, 4)]),
        Case([normal(2, 3, 4), normal(3, 1)]),
        Case([normal(), normal(2, 1, 5)]),
        Case([normal(0, 4), normal(4)]),
        *[Case([integers(3, 4, high=9).astype(t), integers(4, high=9).astype(t)]) for t in INTS],
        Case([normal(3, 4).astype(np.float16), normal(4).astype(np.float16)], rtol=1e-2, atol=1e-2),
        Case([normal(3, 4), normal(4).astype(np.float64)], error="of one type"),
        Case([normal(3, 4), normal(5)], error="imension|mismatch|broadcast|larger|overflow|out of range|counted|match|stretch"),
    ]


def softmax_cases() -> list[Case]:
    """Inputs of Softmax, LogSoftmax and Hardmax."""
    return [
        Case([normal(3, 4, 5)]),
        *[Case([normal(3, 4, 5)], args={"axis": a}) for a in (0, 1, 2, -2)],
        Case([np.array([[0, 1, 2, 3], [10000, 10001, 10002, 10003]], np.float32)]),
        Case([normal(3, 70).astype(np.float64)]),
        Case([normal(3, 4).astype(np.float16)], rtol=1e-2, atol=1e-2),
        Case([normal(0, 4)]),
        Case([normal(3, 4)], args={"axis": 2}, error="out of range"),
        Case([np.ones(3, np.int32)], error="Unsupported type"),
    ]


def reduce_cases(make: Callable[..., np.ndarray] = normal, whole: Sequence[str] = ("int32", "int64")) -> list[Case]:
    """Inputs of Reduce*: every kind of axes, made by make(*shape), and the element types; `whole`: those of integers."""
    x = make(3, 4, 5)
    return [
        *[Case([x, np.array(a)], args={"keepdims": k}) for a in ([0], [1], [-1], [0, 2], [2, 1], [0, 1, 2]) for k in (0, 1)],
        Case([x]),
        Case([x, np.zeros(0, np.int64)], args={"noop_with_empty_axes": 1}),
        *[Case([integers(3, 4, high=5).astype(t), np.array([1])]) for t in whole],
        Case([x.astype(np.float64), np.array([1])]),
        Case([x.astype(np.float16), np.array([1])], rtol=2e-2, atol=2e-2),
        Case([x, np.array([3])], error="out of range"),
        Case([x, np.array([0, -3])], error="given twice"),
    ]


def nothing_reduced(**outcome: str) -> Case:
    """An axis without elements."""
    return Case([np.zeros((2, 0, 3), np.float32), np.array([1])], **outcome)
