import numpy as np

from netdef.testing import Case, normal, operator_test


def dot_product_with_padding(x, y, pad_value=0.0, replicate=0):
    x, y = (v.reshape(v.shape[0], -1) for v in (x, y))
    narrow, wide = sorted((x, y), key=lambda v: v.shape[1])
    if replicate:
        narrow = np.tile(narrow, (1, wide.shape[1] // narrow.shape[1]))
    else:
        narrow = np.pad(narrow, ((0, 0), (0, wide.shape[1] - narrow.shape[1])), constant_values=pad_value)
    return (narrow * wide).sum(axis=1)


test_dot_product_with_padding = operator_test("DotProductWithPadding", dot_product_with_padding, [
    Case([normal(3, 4), normal(3, 6)], args={"pad_value": 0.5}),
    Case([normal(3, 6), normal(3, 4)], args={"pad_value": -0.5}),
    Case([normal(3, 4), normal(3, 4)]),
    Case([normal(3, 2), normal(3, 6)], args={"replicate": 1}),
    Case([normal(3, 6), normal(3, 3)], args={"replicate": 1}),
    Case([normal(5), normal(5)]),
    Case([normal(3, 4), normal(2, 4)], error="same number of dims and of rows"),
    Case([normal(3, 4), normal(3, 6)], args={"replicate": 1}, error="must divide"),
])
