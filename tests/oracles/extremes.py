"""What operators that pick the largest or smallest elements are tested with."""

import numpy as np
from netdef.testing import Case, distinct, integers, normal


def extreme_cases():
    """Inputs of Max and Min, no two elements of which are equal where gradients count."""
    return [
        Case(list(distinct(2, 3, 4))),
        Case(list(distinct(3, 2, 3, 5))),
        Case([normal(4)]),
        Case([normal(0, 4), normal(0, 4)]),
        Case([integers(3, 4), integers(3, 4)]),
        Case([normal(3), normal(4)], error="Dimension mismatch"),
    ]


def arg_cases():
    """Inputs of ArgMax and ArgMin."""
    return [
        Case([distinct(3, 4)]),
        Case([distinct(3, 4)], args={"axis": 0}),
        Case([distinct(2, 3, 4)], args={"axis": 1, "keepdims": 0}),
        Case([integers(5, 20, high=3)]),
        Case([normal(0, 3)]),
        Case([normal(2, 0)], expected=np.zeros((2, 1), np.int64)),
        Case([normal()], error="out of range"),
        Case([normal(3)], args={"axis": 1}, error="out of range"),
    ]
