import numpy as np

from nets import op, run
from netdef.testing import Case, i32, integers, operator_test


def sparse_dropout_with_replacement(x, lens, ratio=0.0, replacement_value=0):
    """For a ratio of 0 or 1."""
    return (x, lens) if ratio == 0 else (np.full(len(lens), replacement_value), np.ones(len(lens), np.int32))


X = integers(5, dtype=np.int64)
test_sparse_dropout_with_replacement = operator_test("SparseDropoutWithReplacement", sparse_dropout_with_replacement, [
    Case([X, i32(2, 0, 3)]),
    Case([X, i32(2, 0, 3)], args={"ratio": 1.0, "replacement_value": -7}),
    Case([X[:0], i32()]),
    Case([X, i32(2, 2)], error="should match total length"),
    Case([X, i32(3, 3)], error="nor add up to more"),
    Case([X, i32(-1, 6)], error="must not be negative"),
    Case([X, i32(5)], args={"ratio": 1.5}, error="valid probability"),
    Case([X.astype(np.int32), i32(5)], error="int"),
    Case([X.reshape(5, 1), i32(5)], error="should be 1-D"),
])


def test_each_example_is_kept_or_replaced_as_a_whole():
    lens = np.tile(i32(2, 3), 1000)
    x = np.arange(lens.sum())
    drop = op("SparseDropoutWithReplacement", ["x", "l"], ["y", "n"], ratio=0.3, replacement_value=-1)
    drop.device_option.random_seed = 3
    y, n = run(drop, feed={"x": x, "l": lens}, fetch=["y", "n"])
    kept = n == lens  # no example of one value, so a length of 1 is a replacement
    assert 1400 - 5 * 20.5 < kept.sum() < 1400 + 5 * 20.5  # sigma: sqrt(2000 * 0.3 * 0.7)
    parts = np.split(x, np.cumsum(lens)[:-1])
    np.testing.assert_array_equal(y, np.concatenate([p if k else [-1] for p, k in zip(parts, kept)]))
