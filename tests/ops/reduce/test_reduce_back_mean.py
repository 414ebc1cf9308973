import numpy as np
from netdef.testing import normal, operator_test
from oracles.reductions import end_cases, gradient_of_shape, mean, over_back

test_reduce_back_mean = operator_test("ReduceBackMean", over_back(mean), end_cases(normal, nothing_kept=(0, 3)))

DY = np.array([1, 2, 3], np.float32)


def test_gradient_takes_the_shape_of_x():
    np.testing.assert_allclose(gradient_of_shape("ReduceBackMeanGradient", DY, (3, 2)), np.repeat(DY[:, None], 2, 1) / 2)
