import numpy as np

from netdef.testing import Case, distinct, i32, normal, operator_test


def lengths_top_k(x, lengths, k):
    values, indices = np.zeros((len(lengths), k), x.dtype), np.full((len(lengths), k), -1, np.int32)
    for i, part in enumerate(np.split(x[: lengths.sum()], np.cumsum(lengths)[:-1])):
        places = np.argsort(-part, kind="stable")[:k]
        values[i, : len(places)], indices[i, : len(places)] = part[places], places
    return values, indices


test_lengths_top_k = operator_test("LengthsTopK", lengths_top_k, [
    Case([distinct(10), i32(4, 0, 5, 1)], args={"k": 3}),
    Case([distinct(10), i32(10)], args={"k": 1}),
    Case([np.array([3, 3, 1, 3], np.float32), i32(4)], args={"k": 2}, gradient=False, why="elements tie"),
    Case([normal(3), i32(1, 2)], error="must be >= 1"),
    Case([normal(3), i32(1, 3)], args={"k": 1}, outputs=2, error="exceed the number of values"),
    Case([normal(3), i32(4, -1)], args={"k": 1}, outputs=2, error="a length is negative"),
])
