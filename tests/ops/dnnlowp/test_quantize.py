import numpy as np
import pytest

from netdef import core, workspace
from netdef.testing import Case, normal
from oracles.dnnlowp import lowp_test, parameters, range_of, to_bytes


def quantize(x, Y_scale=None, Y_zero_point=0, followed_by="", preserve_activation_sparsity=0, dtype=np.uint8):
    limits = {"Tanh": (-3, 3), "Sigmoid": (-6, 6)}.get(followed_by)
    if Y_scale is not None and not limits:
        return to_bytes(x, Y_scale, Y_zero_point, dtype)
    p = parameters(*limits, symmetric=True) if limits else parameters(*range_of(x), bool(preserve_activation_sparsity))
    return to_bytes(x, *p, dtype)


CASES = [
    Case([normal(3, 40)]),
    Case([normal(40, mean=9)]),
    Case([normal(40, mean=-9)]),
    Case([normal(40)], {"Y_scale": 0.05, "Y_zero_point": 100}),
    Case([normal(40)], {"Y_zero_point": 100}),
    Case([normal(40)], {"preserve_activation_sparsity": 1}),
    Case([normal(40)], {"followed_by": "Tanh"}),
    Case([normal(40)], {"followed_by": "Sigmoid"}),
    Case([normal(40)], {"followed_by": "Sigmoid", "Y_scale": 0.05}),
    Case([np.zeros(3, np.float32)]),
    Case([normal(0, 3)]),
    Case([np.float32([1, np.inf])], error="cannot be quantized"),
    Case([normal(3)], {"Y_scale": -1.0}, error="finite and positive"),
    Case([normal(3)], {"Y_scale": 1.0, "Y_zero_point": 256}, error="must be a byte"),
]
test_quantize = lowp_test("Quantize", quantize, CASES, ["DNNLOWP", "DNNLOWP_ROWWISE"], steps=0)
test_int8_quantize = lowp_test("Int8Quantize", quantize, CASES, ["DNNLOWP", "DNNLOWP_ROWWISE"], steps=0)
test_wide = lowp_test("Quantize", lambda x, **args: quantize(x, dtype=np.uint16, **args), CASES, ["DNNLOWP_16", "DNNLOWP_ROWWISE_16"], steps=0)


def test_nan_is_the_largest_value_and_no_part_of_the_range():
    """As recorded from Caffe2."""
    workspace.FeedBlob("x", np.float32([1, 2, np.nan, 3, 4, 5, 6, 7, 8, 9]))
    workspace.RunOperatorOnce(core.CreateOperator("Quantize", ["x"], ["y"], engine="DNNLOWP"))
    y = workspace.FetchInt8Blob("y")
    assert y.data.tolist() == [28, 57, 255, 85, 113, 142, 170, 198, 227, 255] and y.zero_point == 0
    assert abs(y.scale - 9 / 255) < 1e-6


def test_needs_an_engine():
    workspace.FeedBlob("x", normal(3))
    with pytest.raises(Exception, match="Quantize"):
        workspace.RunOperatorOnce(core.CreateOperator("Quantize", ["x"], ["y"]))
