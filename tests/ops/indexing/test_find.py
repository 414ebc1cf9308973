import numpy as np

from netdef.testing import Case, integers, normal, operator_test


def find(index, query, missing_value=-1):
    places = {v: i for i, v in enumerate(index.ravel().tolist())}
    return np.array([places.get(q, missing_value) for q in query.ravel().tolist()], index.dtype).reshape(query.shape)


test_find = operator_test("Find", find, [
    Case([integers(10, high=8), integers(12, high=12)]),
    Case([integers(10, high=8, dtype=np.int64), integers(3, 4, high=12, dtype=np.int64)], args={"missing_value": -9}),
    Case([integers(0), integers(3)]),
    Case([integers(3), integers(0)]),
    Case([integers(3), integers(3, dtype=np.int64)], error="must have one type"),
    Case([normal(3), normal(3)], error="Unsupported type"),
])
