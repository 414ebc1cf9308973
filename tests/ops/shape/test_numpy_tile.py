import numpy as np

from netdef.testing import Case, i64, integers, normal, operator_test, strings


test_numpy_tile = operator_test("NumpyTile", lambda x, repeats: np.tile(x, tuple(repeats)), [
    Case([normal(2, 3), i64(2, 1)]),
    Case([normal(2, 3), i64(1, 3)]),
    Case([normal(2, 3, 4), i64(3, 2, 2)]),
    Case([normal(2, 3), i64(0, 2)]),
    Case([normal(0, 3), i64(2, 2)]),
    Case([integers(2, 3), i64(2, 2).astype(np.int32)]),
    Case([strings(3), i64(2)]),
    Case([normal(), i64()]),
    Case([normal(2, 3), i64(2)], error="as many elements as X has dimensions"),
    Case([normal(2, 3), i64(-1, 2)], error="must not be negative"),
])
