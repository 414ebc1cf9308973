import numpy as np

from netdef.proto import caffe2_pb2
from netdef.testing import Case, normal, operator_test

TYPES = {"FLOAT": np.float32, "FLOAT16": np.float16, "DOUBLE": np.float64, "BOOL": np.bool_, "INT8": np.int8, "INT16": np.int16, "INT32": np.int32,
         "INT64": np.int64, "UINT8": np.uint8, "UINT16": np.uint16, "STRING": object}


def wire(name):
    return caffe2_pb2.TensorProto.DataType.Value(name)


def constant_fill(*inputs, value=0.0, dtype=None, shape=(), extra_shape=(), input_as_shape=0):
    kind = np.float32 if isinstance(value, float) else np.int64
    if dtype is not None:
        kind = TYPES[caffe2_pb2.TensorProto.DataType.Name(dtype)]
    if inputs:
        shape = tuple(inputs[0]) if input_as_shape else inputs[0].shape
    if len(inputs) == 2:
        value = inputs[1][0]
    return np.full(tuple(shape) + tuple(extra_shape), value, kind)


test_constant_fill = operator_test("ConstantFill", constant_fill, [
    Case([], args={"shape": [2, 3], "value": 2.5}),
    Case([], args={"shape": [2, 3]}),
    Case([], args={"shape": [4], "value": 7}),
    Case([], args={"shape": [4], "value": True}),
    Case([], args={"value": 1.5}),
    Case([], args={"shape": [0, 3], "value": 1.5}),
    *[Case([], args={"shape": [3], "value": 1, "dtype": wire(name)}) for name in ("BOOL", "INT8", "INT16", "INT32", "INT64", "UINT8", "UINT16")],
    *[Case([], args={"shape": [3], "value": 1.5, "dtype": wire(name)}) for name in ("FLOAT", "FLOAT16", "DOUBLE")],
    Case([], args={"shape": [2], "value": "ab", "dtype": wire("STRING")}),
    Case([normal(2, 3)], args={"value": 2.0}),
    Case([normal(2, 3)], args={"value": 2.0, "extra_shape": [4]}, inplace=False, why="in place the shape cannot grow"),
    Case([np.array([3, 2])], args={"value": 2.0, "input_as_shape": 1}, inplace=False, why="the input is no shape like the output"),
    Case([np.array([3])], args={"value": 2.0, "input_as_shape": 1, "extra_shape": [2, 1]}, inplace=False, why="as above"),
    Case([normal(2, 3), np.float32([4])]),
    Case([normal(2, 3), np.float32([4, 5])], error="1 element"),
    Case([], args={"shape": [-1]}, error="negative"),
    Case([], args={"shape": [1 << 40, 1 << 40]}, error="more elements"),
    Case([], args={"shape": 3}, error="list expected"),
    Case([], args={"extra_shape": [3]}, error="Cannot set extra_shape"),
    Case([], args={"input_as_shape": 1}, error="An input must be given"),
    Case([normal(2)], args={"shape": [2]}, error="Cannot set the shape argument"),
    Case([], args={"shape": [2], "value": "ab"}, error="unexpected type"),
    Case([], args={"shape": [2], "dtype": 0}, error="undefined 'dtype'"),
    Case([], args={"shape": [2], "dtype": wire("BYTE")}, error="Unexpected 'dtype'"),
    Case([], args={"shape": [2], "value": 1, "dtype": wire("FLOAT")}, error="expected field f"),
    Case([], args={"shape": [2], "value": 300, "dtype": wire("UINT8")}, error="cannot be represented"),
    Case([np.int32([2])], args={"input_as_shape": 1}, error="int64"),
    Case([np.array([[2]])], args={"input_as_shape": 1}, error="1D tensor"),
    Case([np.array([], np.int64)], args={"input_as_shape": 1}, error="must not be empty"),
])

test_float16_constant_fill = operator_test("Float16ConstantFill", lambda value=0.0, shape=(): np.full(shape, value, np.float16), [
    Case([], args={"shape": [2, 3], "value": 1.5}),
    Case([], args={"value": 1.5}),
    Case([], args={"shape": [2]}),
])
