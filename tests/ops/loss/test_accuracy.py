import numpy as np

from netdef.testing import Case, integers, normal, operator_test


def accuracy(x, label, top_k=1):
    best = np.argsort(-x, axis=1, kind="stable")[:, :top_k]
    return np.float32((best == label[:, None]).any(1).mean())


test_accuracy = operator_test("Accuracy", accuracy, [
    Case([normal(20, 4), integers(20, high=4)]),
    Case([normal(20, 4), integers(20, high=4)], args={"top_k": 2}),
    Case([normal(5, 4), integers(5, high=4)], args={"top_k": 9}),
    Case([np.ones((4, 4), np.float32), np.arange(4, dtype=np.int32)], args={"top_k": 2}),
    Case([normal(0, 4), np.zeros(0, np.int32)], expected=np.float32(np.nan)),
    Case([normal(2, 4), np.int32([1, 4])], error="outside of supported range"),
    Case([normal(2, 4), np.int32([1])], error="one label for each example"),
    Case([normal(2, 4), np.int32([[1], [1]])], error="1-D"),
    Case([normal(2, 4), np.array([1, 1])], error="int"),
])
