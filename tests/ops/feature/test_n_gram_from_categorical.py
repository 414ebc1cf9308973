import numpy as np

from netdef.testing import Case, integers, operator_test


def nearest(value):
    return int(np.copysign(np.floor(abs(value) + 0.5), value))


def n_gram_from_categorical(x, col_ids=(), categorical_limits=(), vals=()):
    out, base, begin = np.zeros(len(x), np.int64), 1, 0
    for column, limit in zip(col_ids, categorical_limits):
        known = list(vals[begin:begin + limit])
        out += base * np.array([known.index(nearest(v)) if nearest(v) in known else 0 for v in x[:, column]], np.int64)
        base, begin = base * limit, begin + limit
    return out


X = integers(20, 4, high=8).astype(np.float32)
ARGS = {"col_ids": [2, 0], "categorical_limits": [3, 2], "vals": [5, 1, 7, 3, 6]}

test_n_gram_from_categorical = operator_test("NGramFromCategorical", n_gram_from_categorical, [
    Case([X], args=ARGS),
    Case([X + np.float32(0.5)], args={"col_ids": [1], "categorical_limits": [4], "vals": [0, 2, 4, 6]}),
    Case([X[:0]], args=ARGS),
    Case([np.float32([[np.nan, np.inf, 1e30, 0]])], args=ARGS, expected=[np.array([0])]),
    Case([X], args={**ARGS, "col_ids": [2, 4]}, error="no such column"),
    Case([X], args={**ARGS, "col_ids": [2]}, error="one limit for each of the columns"),
    Case([X], args={**ARGS, "vals": [1, 2, 3, 4]}, error="must add up to the number of values"),
    Case([X], args={**ARGS, "categorical_limits": [-1, 6]}, error="must not be negative"),
    Case([integers(3, 4)], args=ARGS, error="float"),
])
