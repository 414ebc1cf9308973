import numpy as np
import pytest

from netdef.testing import Case, operator_test, run_operator


def from_bytes(values, shape, dtype):
    return np.frombuffer(values, dtype).reshape(shape)


def case(array):
    return Case([], args={"shape": list(array.shape), "dtype": array.dtype.name, "values": array.tobytes()})


test_given_tensor_bytes_fill = operator_test("GivenTensorBytesFill", from_bytes, [
    *[case(np.arange(6).reshape(2, 3).astype(t)) for t in
      ("float32", "float64", "float16", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "complex64", "bool")],
    case(np.zeros((0, 3), np.float32)),
    case(np.array(2.5)),
    Case([], args={"shape": [3], "dtype": "float", "values": b"12345678"}, error="needs 4 bytes for each element"),
    Case([], args={"shape": [1 << 62, 4], "dtype": "float", "values": b""}, error="more elements than can be counted"),
    Case([], args={"shape": [-1], "dtype": "float", "values": b""}, error="negative"),
    Case([], args={"shape": [1], "dtype": "string", "values": b"a"}, error="dtype must name"),
    Case([], args={"shape": [1], "dtype": "float"}, error="values"),
], domain="netdef")


@pytest.mark.parametrize("name", ["bfloat16", "int4", "float8_e4m3fn"])
def test_types_that_numpy_lacks(name):
    ml_dtypes = pytest.importorskip("ml_dtypes")
    array = np.arange(6).reshape(2, 3).astype(getattr(ml_dtypes, name))
    got = run_operator("GivenTensorBytesFill", domain="netdef", shape=[2, 3], dtype=name, values=array.tobytes())
    assert got.dtype == array.dtype and got.tobytes() == array.tobytes()
