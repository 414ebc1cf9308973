"""IntegralImage against cumulative sums, and what Caffe2 calls its gradient."""

import numpy as np

from netdef.testing import Case, normal, operator_test


def integral_image(x):
    return np.pad(x.astype(np.float64).cumsum(2).cumsum(3), [(0, 0), (0, 0), (1, 0), (1, 0)])


def integral_image_gradient(x, dy):
    return dy.astype(np.float64).cumsum(2).cumsum(3)[:, :, :-1, :-1]


test_integral_image = operator_test("IntegralImage", integral_image, [
    Case([normal(2, 3, 4, 5)]),
    Case([normal(1, 1, 1, 7)]),
    Case([normal(1, 1, 0, 3)]),
    Case([normal(0, 2, 3, 3)]),
    Case([normal(2, 3, 4)], error="Only supports 4D"),
], gradient=False, why="its gradient is Caffe2's, not the mathematical one", atol=1e-4)

test_integral_image_gradient = operator_test("IntegralImageGradient", integral_image_gradient, [
    Case([normal(2, 3, 4, 5), normal(2, 3, 5, 6)]),
    Case([normal(1, 1, 0, 3), normal(1, 1, 1, 4)]),
    Case([normal(1, 1, 2, 3), normal(1, 1, 2, 3)], error="dY must have shape"),
], atol=1e-4)
