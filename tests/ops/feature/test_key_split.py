import numpy as np

from netdef.testing import Case, integers, normal, operator_test


def key_split(keys, categorical_limit=0):
    return [np.flatnonzero(keys == k).astype(np.int32) for k in range(categorical_limit)]


test_key_split = operator_test("KeySplit", key_split, [
    Case([integers(20, high=4)], args={"categorical_limit": 5}),
    Case([integers(20, high=4, dtype=np.int64)], args={"categorical_limit": 4}),
    Case([integers(0)], args={"categorical_limit": 2}),
    Case([np.int32([0, 2])], args={"categorical_limit": 2}, outputs=2, error="below categorical_limit 2, got 2"),
    Case([np.int32([-1])], args={"categorical_limit": 2}, outputs=2, error="got -1"),
    Case([np.int32([0])], args={"categorical_limit": 2}, outputs=3, error="one output for each key"),
    Case([np.int32([0])], outputs=1, error="must be positive"),
    Case([normal(2)], args={"categorical_limit": 2}, outputs=2, error="Unsupported type"),
])
