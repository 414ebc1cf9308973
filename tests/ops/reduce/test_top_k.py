import numpy as np

from netdef.testing import Case, distinct, integers, normal, operator_test


def top_k_oracle(outputs):
    def top_k(x, k_input=None, k=None, axis=-1):
        k = int(k_input[0]) if k is None else k
        n = x.shape[axis]
        places = np.argsort(-x, axis=axis, kind="stable").take(range(min(k, n)), axis)
        flat = np.take_along_axis(np.arange(x.size).reshape(x.shape), places, axis)
        values = np.take_along_axis(x, places, axis)
        missing = [(0, 0)] * x.ndim
        missing[axis] = (0, max(k - n, 0))
        values, places, flat = (np.pad(a, missing, constant_values=c) for a, c in ((values, 0), (places, -1), (flat, -1)))
        return (values, places.astype(np.int64), flat.reshape(-1).astype(np.int64))[:outputs]

    return top_k


CASES = [
    Case([distinct(3, 5)], args={"k": 2}),
    Case([distinct(3, 5)], args={"k": 2, "axis": 0}),
    Case([distinct(2, 4, 3)], args={"k": 3, "axis": 1}),
    Case([distinct(2, 3)], args={"k": 5}),
    Case([distinct(2, 3), np.array([2], np.int64)]),
    Case([distinct(2, 3), np.array([2], np.int32)]),
    Case([integers(4, 30, high=5)], args={"k": 10}),
    Case([distinct(6)], args={"k": 1}),
    Case([distinct(0, 3)], args={"k": 2}),
    Case([distinct(3)], args={"k": 0}, error="must be >= 1"),
    Case([distinct(3)], error="must be >= 1"),
    Case([normal()], args={"k": 1}, error="out of range"),
]

test_top_k = operator_test("TopK", top_k_oracle(2), CASES)
test_top_k_flat = operator_test("TopK", top_k_oracle(3), CASES, outputs=3)
