import numpy as np
import pytest

from netdef.testing import Case, normal, run_operator
from oracles.onnx_reference import onnx_test

test_arg_max = onnx_test("ArgMax", [
    *[Case([normal(3, 4, 5)], args={"axis": a, "keepdims": k}) for a in (0, 1, -1) for k in (0, 1)],
    *[Case([np.array([[2, 5, 5, 2], [1, 1, 1, 1]], t)], args={"axis": 1, "select_last_index": l}) for l in (0, 1) for t in ("float32", "int64", "uint8")],
    Case([np.zeros((2, 0), np.float32)], args={"axis": 1}, error="no element"),
    Case([normal(3)], args={"axis": 1}, error="out of range"),
])


@pytest.mark.parametrize("dtype", [np.float32, np.int32])
@pytest.mark.parametrize("shape, axis", [((5, 63), 1), ((5, 64), 1), ((3, 1000), 1), ((1000, 3), 0), ((2, 70, 300), 1), ((2, 3, 1), 1)])
@pytest.mark.parametrize("last", [0, 1])
def test_many_elements(dtype, shape, axis, last):
    x = np.random.default_rng(0).integers(0, 20, shape).astype(dtype)
    want = shape[axis] - 1 - np.flip(x, axis).argmax(axis) if last else x.argmax(axis)
    np.testing.assert_array_equal(run_operator("ArgMax", x, domain="ai.onnx", axis=axis, keepdims=0, select_last_index=last), want)


@pytest.mark.parametrize("domain", ["", "ai.onnx"])
@pytest.mark.parametrize("n", [5, 200])
def test_nan_is_it_in_the_first_place_only(domain, n):
    x = np.random.default_rng(0).standard_normal((3, n)).astype(np.float32)
    x[0, 0] = x[1, 3] = np.nan
    want = [0, np.nanargmax(x[1]), x[2].argmax()]
    for axis, given in ((1, x), (0, np.ascontiguousarray(x.T))):
        np.testing.assert_array_equal(run_operator("ArgMax", given, domain=domain, axis=axis, keepdims=0), want)
