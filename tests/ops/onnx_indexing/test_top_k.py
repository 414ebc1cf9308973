import numpy as np
import pytest

from netdef.testing import Case, normal, run_operator
from oracles.onnx_reference import onnx_test

test_top_k = onnx_test("TopK", [
    *[Case([normal(3, 7, 2), np.array([3])], args={"axis": a, "largest": g}) for a in (0, 1) for g in (0, 1)],
    Case([normal(3, 7), np.array([7])]),
    Case([np.array([[1, 3, 3, 2, 3]], np.int64), np.array([3])]),
    Case([normal(3, 7), np.array([0])]),
    Case([normal(3, 7), np.array([8])], outputs=2, error="k must be"),
    Case([normal(3, 7), np.array([-1])], outputs=2, error="k must be"),
    Case([normal(3, 7), np.array([1])], args={"axis": 2}, outputs=2, error="out of range"),
], outputs=2)


@pytest.mark.parametrize("dtype", [np.float32, np.int64, np.uint8])
@pytest.mark.parametrize("largest", [0, 1])
def test_long_lines(dtype, largest):
    """Of equal elements the first come first; NaN is larger than any number."""
    x = np.random.default_rng(0).integers(0, 100, (3, 1003)).astype(dtype)
    if dtype == np.float32:
        x[1, 5::100] = np.nan
    for k in (1, 7, 124, 126, 1003):
        order = np.argsort(-np.nan_to_num(x.astype(float), nan=1e9) if largest else np.nan_to_num(x.astype(float), nan=1e9), axis=1, kind="stable")[:, :k]
        for axis, given in ((1, x), (0, np.ascontiguousarray(x.T))):
            values, indices = run_operator("TopK", given, np.array([k]), domain="ai.onnx", outputs=2, axis=axis, largest=largest)
            np.testing.assert_array_equal(indices if axis else indices.T, order)
            np.testing.assert_array_equal(values if axis else values.T, np.take_along_axis(x, order, 1))
