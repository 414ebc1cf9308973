import numpy as np

from netdef.testing import Case, integers, normal, operator_test, strings


def reshape(x, new_shape=None, shape=None):
    shape = list(new_shape) if shape is None else shape
    if x.size:
        shape = [x.shape[i] if d == 0 else d for i, d in enumerate(shape)]
    else:
        shape = [0 if d == -1 else d for d in shape]
    return x.reshape(shape), np.array(x.shape, np.int64 if new_shape is None else new_shape.dtype)


test_reshape = operator_test("Reshape", reshape, [
    Case([normal(4, 3)], args={"shape": [2, 6]}),
    Case([normal(4, 3)], args={"shape": [-1, 2]}),
    Case([normal(4, 3, 2)], args={"shape": [0, -1]}),
    Case([normal(1)], args={"shape": []}),
    Case([normal()], args={"shape": [1, 1]}),
    Case([normal(0, 3)], args={"shape": [-1, 4]}),
    Case([normal(0, 3)], args={"shape": [3, 0]}),
    Case([normal(4, 3), np.array([3, 4], np.int64)]),
    Case([normal(4, 3), np.array([2, -1], np.int32)]),
    Case([integers(4, 3)], args={"shape": [12]}),
    Case([strings(4, 3)], args={"shape": [12]}),
    Case([normal(4, 3)], error="`shape` is missing"),
    Case([normal(4, 3)], args={"shape": [5, 2]}, error="does not agree with the input data"),
    Case([normal(4, 3)], args={"shape": [5, -1]}, error="does not agree with the input data"),
    Case([normal(4, 3)], args={"shape": [-1, -1]}, error="more than one missing dimension"),
    Case([normal(4, 3)], args={"shape": [0, 0, 0]}, error="Can not reshape a non-zero size"),
    Case([normal(4, 3)], args={"shape": [-2, -6]}, error="negative"),
    Case([normal(4, 3), np.array([3, 4], np.int64)], args={"shape": [12]}, error="do not pass in the argument"),
    Case([normal(0, 3)], args={"shape": [5, 4]}, error="does not agree with the input data"),
], outputs=2)
