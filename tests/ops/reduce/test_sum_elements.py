import numpy as np

from netdef.testing import Case, integers, normal, operator_test


def sum_elements(x, average=0):
    return np.asarray(x.sum(dtype=x.dtype) / (x.size if average and x.size else 1), x.dtype)


test_sum_elements = operator_test("SumElements", sum_elements, [
    Case([normal(3, 4)]),
    Case([normal(2, 3, 4)], args={"average": 1}),
    Case([normal(2, 3, 4)], args={"average": 2}),  # any number but 0 is true, as in Caffe2
    Case([normal(2, 3, 4)], args={"average": -1}),
    Case([normal(100, 7)]),
    Case([normal()]),
    Case([normal(0, 3)]),
    Case([normal(0)], args={"average": 1}),
])
test_sum_elements_int = operator_test("SumElementsInt", sum_elements, [
    Case([integers(3, 4)]),
    Case([integers(3, 4, dtype=np.int64)]),
    Case([np.array([2**31 - 1, 1], np.int32)], expected=np.array(-2**31, np.int32)),
    Case([integers(0)]),
    Case([normal(3)], error="Unsupported type of tensor: float"),
])
