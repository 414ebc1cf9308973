import numpy as np

from netdef.testing import Case, operator_test, quantized
from netdef.workspace import Int8Tensor


def int8_slice(x, *bounds, starts=None, ends=None, dim=None, start_idx=0, end_idx=-1, Y_scale=1.0, Y_zero_point=0):
    if bounds:
        starts, ends = bounds
    if dim is not None:
        starts, ends = [0] * dim + [start_idx], [-1] * dim + [end_idx]
    index = []
    for size, start, end in zip(x.data.shape, starts, ends):
        index.append(slice(start + size + 1 if start < 0 else start, end + size + 1 if end < 0 else end))
    return Int8Tensor(np.ascontiguousarray(x.data[tuple(index)]), x.scale, x.zero_point)


SAME = {"Y_scale": 0.5, "Y_zero_point": 7}
X = quantized(2, 4, 5, 3, scale=0.5, zero_point=7)
test_int8_slice = operator_test("Int8Slice", int8_slice, [
    Case([X], args={**SAME, "starts": [0, 1, 0, 0], "ends": [-1, -1, -1, -1]}),
    Case([X], args={**SAME, "starts": [0, 1], "ends": [-1, 3]}),
    Case([X], args={**SAME, "starts": [1], "ends": [-1]}),
    Case([X], args={**SAME, "starts": [0, 0, 0, 1], "ends": [-1, -1, -1, -2]}),
    Case([X], args={**SAME, "starts": [0, 9], "ends": [-1, -1]}),
    Case([X], args={**SAME, "starts": [0, 0], "ends": [-1, -1]}),
    Case([X], args={**SAME, "dim": 2, "start_idx": 1, "end_idx": 3}),
    Case([X, np.array([0, 2], np.int32), np.array([-1, 4], np.int32)], args=SAME),
    Case([X, np.array([0, 2], np.int64), np.array([-1, 4], np.int64)], args=SAME),
    Case([X], args={**SAME, "starts": [0, 3], "ends": [-1, 2]}, error="end"),
    Case([X], args={**SAME, "starts": [-9], "ends": [-1]}, error="start"),
    Case([X], args={**SAME, "starts": [1, 1], "ends": [-1, -1]}, error="only possible to slice in 1 dimension"),
    Case([X], args={**SAME, "starts": [0] * 5, "ends": [-1] * 5}, error="more entries"),
    Case([X], args={"starts": [1], "ends": [-1]}, error="Y_zero_point must be"),
])
