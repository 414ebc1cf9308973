import numpy as np
import pytest

from netdef.testing import Case, run_operator
from oracles.onnx_reference import onnx, onnx_test

VALUES = np.array([0, 1, 2.5, 100], np.float32)
TYPES = ["float16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "bool"]


test_cast = onnx_test("Cast", [
    *[Case([VALUES.astype(a)], args={"to": int(onnx.helper.np_dtype_to_tensor_dtype(np.dtype(b)))}) for a in TYPES for b in TYPES],
    Case([VALUES], args={"to": 8}, expected=np.array(["0.0", "1.0", "2.5", "100.0"], object)),
    Case([np.array(["1e-3", "-7", "inf"], object)], args={"to": 1}, expected=np.array([1e-3, -7, np.inf], np.float32)),
    Case([np.array([1e-5, 123456.789, 1e16, np.nan])], args={"to": 8}, expected=np.array(["1e-05", "123456.789", "1e+16", "nan"], object)),
    Case([np.array([300, -1, 70000])], args={"to": 2}, expected=np.array([44, 255, 112], np.uint8)),
    Case([np.array([np.nan, 3e9, -np.inf, 7.9], np.float32)], args={"to": 6}, expected=np.array([-2**31, -2**31, -2**31, 7], np.int32)),
    Case([np.array([np.nan, 1e30, -7.9], np.float32)], args={"to": 7}, expected=np.array([-2**63, -2**63, -7])),
    Case([np.array([np.nan, 3e9, 200.0], np.float32)], args={"to": 3}, expected=np.array([0, 0, -56], np.int8)),
    Case([np.array([1.5 * 2.0**63])], args={"to": 13}, expected=np.array([3 * 2**62], np.uint64)),
    Case([np.array(["x"], object)], args={"to": 1}, error="cannot convert the string"),
    Case([VALUES], args={"to": 99}, error="no element type"),
])


@pytest.mark.parametrize("name", ["bfloat16", "float8_e4m3fn", "float8_e4m3fnuz", "float8_e5m2", "float8_e5m2fnuz", "float4_e2m1fn"])
def test_narrow_floats_round_as_ml_dtypes(name):
    ml_dtypes = pytest.importorskip("ml_dtypes")
    dtype = np.dtype(getattr(ml_dtypes, name))
    largest = float(ml_dtypes.finfo(dtype).max)
    values = np.random.default_rng(0).normal(size=2000).astype(np.float32) * np.float32(2.0) ** np.arange(-20, 20).repeat(50)
    values = np.clip(values, -largest, largest).astype(np.float32)
    code = int(onnx.helper.np_dtype_to_tensor_dtype(dtype))
    got = run_operator("Cast", values, domain="ai.onnx", to=code)
    np.testing.assert_array_equal(got.astype(np.float32), values.astype(dtype).astype(np.float32))
    np.testing.assert_array_equal(run_operator("Cast", got, domain="ai.onnx", to=1), got.astype(np.float32))


def test_narrow_integers():
    ml_dtypes = pytest.importorskip("ml_dtypes")
    got = run_operator("Cast", np.arange(-8, 8, dtype=np.int32), domain="ai.onnx", to=onnx.TensorProto.INT4)
    assert got.dtype == ml_dtypes.int4
    np.testing.assert_array_equal(run_operator("Cast", got, domain="ai.onnx", to=onnx.TensorProto.INT8), np.arange(-8, 8, dtype=np.int8))


@pytest.mark.parametrize("name", ["float16", "bfloat16"])
def test_every_number_of_16_bits(name):
    """Infinities, NaN and subnormals too, in vectors and in what is left after them."""
    dtype = np.dtype(getattr(pytest.importorskip("ml_dtypes"), name)) if name == "bfloat16" else np.dtype(name)
    every = np.arange(2**16, dtype=np.uint16).view(dtype)
    code = int(onnx.helper.np_dtype_to_tensor_dtype(dtype))
    wide = run_operator("Cast", every, domain="ai.onnx", to=1)
    np.testing.assert_array_equal(wide, every.astype(np.float32))
    for n in (1, 7, 13, 33, 2**16):
        np.testing.assert_array_equal(run_operator("Cast", wide[-n:], domain="ai.onnx", to=code).astype(np.float32), wide[-n:])
    with np.errstate(all="ignore"):
        floats = np.random.default_rng(0).integers(0, 2**32, 100_003, dtype=np.uint32).view(np.float32)
        between = np.concatenate([(wide[1:] + wide[:-1]) / 2, floats]).astype(np.float32)  # ties, and any bits
        np.testing.assert_array_equal(run_operator("Cast", between, domain="ai.onnx", to=code).astype(np.float32), between.astype(dtype).astype(np.float32))


@pytest.mark.parametrize("source", ["float32", "float64", "int32", "int64", "uint8", "int8", "bool"])
@pytest.mark.parametrize("target", ["float32", "float64", "int32", "int64", "uint8", "int8", "bool"])
def test_many_numbers(source, target):
    """As numpy converts what fits into the target."""
    least, most = (0, 255) if "uint8" in (source, target) else (-128, 127)
    if {source, target} >= {"uint8", "int8"}:
        most = 127
    values = np.random.default_rng(0).uniform(least, most, 10_007).astype(source)
    code = int(onnx.helper.np_dtype_to_tensor_dtype(np.dtype(target)))
    np.testing.assert_array_equal(run_operator("Cast", values, domain="ai.onnx", to=code), values.astype(target))
