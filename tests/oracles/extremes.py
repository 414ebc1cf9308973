"""What operators that pick the largest or smallest elements are tested with."""

import numpy as np
import pytest
from netdef.testing import Case, distinct, integers, normal, run_operator


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


def onnx_arg_cases():
    """Inputs of ONNX's ArgMax and ArgMin."""
    return [
        *[Case([normal(3, 4, 5)], args={"axis": a, "keepdims": k}) for a in (0, 1, -1) for k in (0, 1)],
        *[Case([np.array([[2, 5, 5, 2], [1, 1, 1, 1]], t)], args={"axis": 1, "select_last_index": l}) for l in (0, 1) for t in ("float32", "int64", "uint8")],
        Case([np.zeros((2, 0), np.float32)], args={"axis": 1}, error="no element"),
        Case([normal(3)], args={"axis": 1}, error="out of range"),
    ]


def arg_cases():
    """Inputs of Caffe2's ArgMax and ArgMin."""
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


def many_elements(operator, function):
    """A test of ONNX's ArgMax or ArgMin over as many elements as vectors hold, and more, along any axis."""
    @pytest.mark.parametrize("dtype", [np.float32, np.int32])
    @pytest.mark.parametrize("shape, axis", [((5, 63), 1), ((5, 64), 1), ((3, 1000), 1), ((1000, 3), 0), ((2, 70, 300), 1), ((2, 3, 1), 1)])
    @pytest.mark.parametrize("last", [0, 1])
    def test(dtype, shape, axis, last):
        x = np.random.default_rng(0).integers(0, 20, shape).astype(dtype)
        want = shape[axis] - 1 - function(np.flip(x, axis), axis) if last else function(x, axis)
        np.testing.assert_array_equal(run_operator(operator, x, domain="ai.onnx", axis=axis, keepdims=0, select_last_index=last), want)
    return test


def nan_in_the_first_place(operator, function, ignoring_nan):
    """A test of both domains' ArgMax or ArgMin: NaN is it in the first place only."""
    @pytest.mark.parametrize("domain", ["", "ai.onnx"])
    @pytest.mark.parametrize("n", [5, 200])
    def test(domain, n):
        x = np.random.default_rng(0).standard_normal((3, n)).astype(np.float32)
        x[0, 0] = x[1, 3] = np.nan
        want = [0, ignoring_nan(x[1]), function(x[2])]
        for axis, given in ((1, x), (0, np.ascontiguousarray(x.T))):
            np.testing.assert_array_equal(run_operator(operator, given, domain=domain, axis=axis, keepdims=0), want)
    return test
