import numpy as np

from netdef.testing import Case, operator_test
from netdef.workspace import Int8Tensor


def int8_given_tensor_fill(shape=(), values=b"", Y_scale=1.0, Y_zero_point=0):
    data = np.frombuffer(values, np.uint8)[: int(np.prod(shape))]
    return Int8Tensor(data.reshape(shape), Y_scale, Y_zero_point)


def int8_given_int_tensor_fill(shape=(), values=(), Y_scale=1.0, Y_zero_point=0):
    return Int8Tensor(np.array(values[: int(np.prod(shape))], np.int32).reshape(shape), Y_scale, Y_zero_point)


test_int8_given_tensor_fill = operator_test("Int8GivenTensorFill", int8_given_tensor_fill, [
    Case([], args={"shape": [2, 2], "values": b"\0\1\x80\xff", "Y_scale": 0.5, "Y_zero_point": 3}),
    Case([], args={"shape": [2], "values": b"abc"}),
    Case([], args={"values": b"a"}),
    Case([], args={"shape": [0, 3]}),
    Case([], args={"shape": [4], "values": b"abc"}, error="too few elements"),
    Case([], args={"shape": [3], "values": [1, 2, 3]}, error="values"),
    Case([], args={"shape": [-3], "values": b"abc"}, error="negative"),
    Case([], args={"shape": [1 << 40, 1 << 40], "values": b"abc"}, error="can be counted"),
])

test_int8_given_int_tensor_fill = operator_test("Int8GivenIntTensorFill", int8_given_int_tensor_fill, [
    Case([], args={"shape": [2, 2], "values": [-4, 0, 100000, 3], "Y_scale": 0.001}),
    Case([], args={"shape": [1], "values": [1, 2]}),
    Case([], args={"shape": [3], "values": [1, 2]}, error="too few elements"),
])
