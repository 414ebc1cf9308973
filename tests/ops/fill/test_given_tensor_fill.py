import numpy as np
import pytest

from netdef.proto import caffe2_pb2
from netdef.testing import Case, check_operator, normal, operator_test


def given(dtype):
    def oracle(*inputs, values=(), shape=(), extra_shape=(), **_):
        shape = inputs[0].shape + tuple(extra_shape) if inputs else tuple(shape)
        out = np.empty(len(values), dtype)
        out[:] = values
        return out.reshape(shape)

    return oracle


test_float = operator_test("GivenTensorFill", given(np.float32), [
    Case([], args={"values": [1.0, 2.0, 3.0, 4.0], "shape": [2, 2]}),
    Case([], args={"values": [1.5]}),
    Case([], args={"values": [], "shape": [0]}),
    Case([normal(2, 2)], args={"values": [1.0, 2.0, 3.0, 4.0]}),
    Case([normal(2)], args={"values": [1.0, 2.0], "extra_shape": [1]}),
    Case([], args={"values": [1.0, 2.0], "shape": [3]}, error="wrong number of values"),
    Case([], args={"values": [1.0, 2.0], "shape": [1]}, error="wrong number of values"),
    Case([], args={"values": [1, 2], "shape": [2]}, error="wrong number of values"),
    Case([], args={"shape": [2]}, error="values"),
    Case([], args={"values": [1.0], "shape": [1], "dtype": 0}, error="undefined 'dtype'"),
    Case([], args={"values": [1.0], "shape": [1], "dtype": caffe2_pb2.TensorProto.INT8}, error="Unexpected 'dtype'"),
])


@pytest.mark.parametrize("dtype, values", [
    ("FLOAT", [1.5, 2.5]), ("DOUBLE", [1.5, 2.5]), ("BOOL", [1, 0]), ("INT16", [1, -2]), ("INT32", [1, -2]), ("INT64", [1, -2]),
    ("STRING", ["a", "bc"]), ("float", [1.5, 2.5]), ("int32", [3, 4]),
])
def test_dtype_of_given_tensor_fill(dtype, values):
    kinds = {"DOUBLE": np.float64, "BOOL": np.bool_, "INT16": np.int16, "INT32": np.int32, "INT64": np.int64, "STRING": object}
    wire = dtype if dtype.islower() else caffe2_pb2.TensorProto.DataType.Value(dtype)
    oracle = given(kinds.get(dtype.upper(), np.float32))
    check_operator("GivenTensorFill", oracle, Case([], args={"values": values, "shape": [2], "dtype": wire}))


test_double = operator_test("GivenTensorDoubleFill", given(np.float64), [Case([], args={"values": [1.5, 2.5], "shape": [2]})])
test_bool = operator_test("GivenTensorBoolFill", given(np.bool_), [Case([], args={"values": [1, 0, 2], "shape": [3]})])
test_int = operator_test("GivenTensorIntFill", given(np.int32), [
    Case([], args={"values": [1, -5], "shape": [2, 1]}),
    Case([], args={"values": [1 << 31], "shape": [1]}, error="cannot be represented"),
])
test_int16 = operator_test("GivenTensorInt16Fill", given(np.int16), [
    Case([], args={"values": [1, -5], "shape": [2]}),
    Case([], args={"values": [70000], "shape": [1]}, error="cannot be represented"),
])
test_int64 = operator_test("GivenTensorInt64Fill", given(np.int64), [Case([], args={"values": [1 << 40, -5], "shape": [2]})])
test_string = operator_test("GivenTensorStringFill", given(object), [
    Case([], args={"values": ["a", "", "xyz"], "shape": [3]}),
    Case([], args={"values": ["a"]}),
])
test_bytes = operator_test("GivenTensorByteStringToUInt8Fill", lambda values, shape: np.frombuffer(values[0], np.uint8).reshape(shape), [
    Case([], args={"values": [b"\x00\x01\xff\x80"], "shape": [2, 2]}),
    Case([], args={"values": [b""], "shape": [0]}),
    Case([], args={"values": [b"abc"], "shape": [2]}, error="wrong number"),
    Case([], args={"values": [b"a", b"b"], "shape": [2]}, error="one string"),
])
