"""Tests operators against an oracle: what netdef's own operators are tested with, and plugins can be.

    import numpy as np
    from netdef.testing import Case, normal, operator_test

    def elu(x, alpha=1.0):
        return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))

    test_elu = operator_test("Elu", elu, [
        Case([normal(3, 4)]),
        Case([normal(2, 3, 5)], args={"alpha": 0.3}),
    ])

For each case the harness checks what the operator's schema promises: values, shapes and types against the oracle under
every engine, inferred against real shapes, inputs left alone, in-place runs, and analytic against numeric gradients.
What cannot be checked is a failure unless the case says why (``why=``).
"""

from netdef.testing.case import Case
from netdef.testing.inputs import booleans, distinct, i32, i64, integers, lengths, normal, strings, uniform
from netdef.testing.int8 import dequantize, quantize, quantized
from netdef.testing.operator_test import check_operator, operator_test
from netdef.testing.runner import make_operator, run_operator

__all__ = [
    "Case",
    "booleans",
    "check_operator",
    "dequantize",
    "distinct",
    "i32",
    "i64",
    "integers",
    "lengths",
    "make_operator",
    "normal",
    "operator_test",
    "run_operator",
    "quantize",
    "quantized",
    "strings",
    "uniform",
]
