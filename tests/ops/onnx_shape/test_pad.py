import numpy as np
import pytest

from netdef.testing import Case, normal, run_operator
from oracles.onnx_reference import onnx_test

X = normal(3, 4)

test_pad = onnx_test("Pad", [
    Case([normal(3, 4), np.array([1, 0, 2, 3])]),
    Case([normal(3, 4), np.array([1, 0, 2, 3]), np.float32(5)]),
    Case([X, np.array([-1, 1, 0, -2])], expected=np.pad(X[1:, :2], [(0, 0), (1, 0)])),
    Case([normal(2, 3, 4), np.array([1, 2]), None, np.array([-1])]),
    *[Case([normal(3, 4), np.array([1, 2, 2, 1])], args={"mode": m}) for m in ("edge", "reflect", "wrap")],
    Case([np.arange(6).reshape(2, 3), np.array([0, 1, 0, 1])], args={"mode": "edge"}),
    Case([normal(3, 4), np.array([1, 0])], error="two values"),
    Case([normal(3, 4), np.array([-4, 0, 0, 0])], error="do not fit"),
    *[Case([normal(3, 4), np.array([p, 0, q, 0])], error="do not fit") for p, q in ((2**62, 2**62), (2**63 - 1, -(2**63 - 1)), (-(2**63), 0))],
    Case([normal(3, 4), np.array([1, 0, 0, 0])], args={"mode": "x"}, error="mode must be"),
    Case([normal(0, 4), np.array([1, 0, 0, 0])], args={"mode": "edge"}, error="no element"),
])


@pytest.mark.parametrize("mode", ["constant", "edge", "reflect", "wrap"])
@pytest.mark.parametrize("dtype", [np.float32, np.uint8, np.int64])
def test_as_numpy_pads(mode, dtype):
    """All sides of all axes, the last ones left alone or not."""
    random = np.random.default_rng(0)
    for rank in (1, 2, 3, 4):
        for _ in range(8):
            shape = random.integers(3, 7, rank)
            pads = random.integers(0, 3, (2, rank))
            pads[:, random.integers(0, rank + 1) :] = 0
            x = random.integers(0, 100, shape).astype(dtype)
            want = np.pad(x, pads.T, mode=mode)
            np.testing.assert_array_equal(run_operator("Pad", x, pads.reshape(-1), domain="ai.onnx", mode=mode), want)


def test_strings():
    got = run_operator("Pad", np.array([["a", "b"]], object), np.array([0, 1, 1, 0]), np.array("z", object), domain="ai.onnx")
    assert got.tolist() == [[b"z", b"a", b"b"], [b"z", b"z", b"z"]]
