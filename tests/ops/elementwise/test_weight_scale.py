import numpy as np

from netdef.testing import Case, normal, operator_test


def weight_scale(w, iteration, stepsize=2**63 - 1, upper_bound_iter=2**63 - 1, scale=1.0):
    n = int(iteration[0]) + 1
    return w * np.float32(scale) if n < upper_bound_iter and n % stepsize == 0 else w


def at(iteration):
    return np.array([iteration], np.int64)


test_weight_scale = operator_test("WeightScale", weight_scale, [
    Case([normal(3), at(2)], args={"stepsize": 3, "scale": 0.5}),
    Case([normal(3), at(3)], args={"stepsize": 3, "scale": 0.5}),
    Case([normal(3), at(5)], args={"stepsize": 3, "scale": 0.5, "upper_bound_iter": 7}),
    Case([normal(3), at(8)], args={"stepsize": 3, "scale": 0.5, "upper_bound_iter": 7}),
    Case([normal(3), at(8)]),
    Case([normal(3), at(8)], args={"stepsize": 0}, error="stepsize must be positive"),
])
