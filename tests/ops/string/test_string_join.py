import numpy as np

from netdef.testing import Case, booleans, integers, normal, operator_test, strings


def text(x):
    if isinstance(x, bytes):
        return x
    return (b"%g" % x if isinstance(x, np.floating) else b"%d" % x)


def string_join(x, delimiter=",", axis=0):
    grid = x.reshape(len(x), -1)
    out = [b"".join(text(v) + delimiter.encode() for v in row) for row in (grid.T if axis else grid)]
    return np.array(out, object)


test_string_join = operator_test("StringJoin", string_join, [
    Case([integers(2, 3)]),
    Case([integers(2, 3).astype(np.int64)], args={"axis": 1, "delimiter": "; "}),
    Case([integers(4).astype(np.int16)]),
    Case([normal(2, 3)]),
    Case([np.float32([[1.5, 3e10], [1e-7, -2]])], args={"axis": 1}),
    Case([np.float64([1.23456789])], args={"delimiter": ""}),
    Case([strings(3, 2)]),
    Case([booleans(2, 2)]),
    Case([np.int8([65, 66])], expected=[np.array([b"A,", b"B,"], object)]),
    Case([integers(2, 3, 1)], error="Only 1-D and 2-D"),
    Case([integers(0, 3)], error="nothing to join"),
    Case([integers(3)], args={"axis": 1}, error="axis 1 is out of range"),
    Case([integers(3)], args={"axis": 2}, error="axis must be 0 or 1"),
])
