import numpy as np

from netdef.testing import Case, i64, integers, normal, operator_test, strings


def slice_oracle(x, start=None, end=None, starts=(), ends=()):
    starts, ends = (starts, ends) if start is None else (start, end)
    index = []
    for extent, s, e in zip(x.shape, starts, ends):
        index.append(slice(*(v if v >= 0 else extent + 1 + v for v in (s, e))))
    return x[tuple(index)]


test_slice = operator_test("Slice", slice_oracle, [
    Case([normal(4, 5)], args={"starts": [1], "ends": [3]}),
    Case([normal(4, 5)], args={"starts": [0, 1], "ends": [-1, 3]}),
    Case([normal(4, 5, 3)], args={"starts": [1, 2, 0], "ends": [3, -2, 2]}),
    Case([normal(4, 5)], args={"starts": [-3, 0], "ends": [-1, -1]}),
    Case([normal(4, 5)], args={"starts": [0, 0], "ends": [9, -1]}),
    Case([normal(4, 5)], args={"starts": [2], "ends": [2]}, gradient=False, why="the output is empty"),
    Case([normal(0, 5)], args={"starts": [0, 1], "ends": [-1, 3]}),
    Case([normal(4, 5), i64(1, 0), i64(3, -1)]),
    Case([integers(4, 5), i64(1).astype(np.int32), i64(3).astype(np.int32)]),
    Case([strings(4, 2)], args={"starts": [1], "ends": [3]}),
    Case([normal(4, 5)], args={"starts": [2], "ends": [1]}, error="cannot be cut"),
    Case([normal(4, 5)], args={"starts": [-9], "ends": [1]}, error="cannot be cut"),
    Case([normal(4)], args={"starts": [0, 0], "ends": [1, 1]}, error="less axes"),
    Case([normal(4)], args={"starts": [0], "ends": []}, error="same size"),
])
