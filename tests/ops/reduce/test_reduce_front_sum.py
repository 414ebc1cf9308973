import numpy as np
from netdef.testing import normal, operator_test
from oracles.reductions import end_cases, gradient_of_shape, over_front

test_reduce_front_sum = operator_test("ReduceFrontSum", over_front(np.sum), end_cases(normal, nothing_kept=(3, 0)))

DY = np.array([1, 2, 3], np.float32)


def test_gradient_takes_the_shape_of_x():
    np.testing.assert_allclose(gradient_of_shape("ReduceFrontSumGradient", DY, (2, 3)), np.tile(DY, (2, 1)))
