import numpy as np

from netdef.testing import Case, normal, operator_test, uniform
from oracles.onnx_reference import reference

DOMAIN = "ai.onnx.preview.training"
ARGS = {"alpha": 0.8, "beta": 0.9, "norm_coefficient": 0.01, "norm_coefficient_post": 0.02}
RATE = np.float32(0.1)


def oracle(*inputs, **args):
    return reference("Adam", DOMAIN, outputs=(len(inputs) - 2) // 4 * 3)(*inputs, **args)


test_adam = operator_test("Adam", oracle, [
    *[Case([RATE, np.array(t), normal(3, 2), normal(3, 2) + 1, uniform(3, 2), uniform(3, 2)], args=ARGS) for t in (0, 3)],
    Case([RATE, np.array(2), normal(3, 2), normal(4), normal(3, 2) + 1, normal(4) + 1, uniform(3, 2), uniform(4), uniform(3, 2), uniform(4)], args=ARGS),
    Case([RATE, np.array(2), normal(3, 2), normal(3), uniform(3, 2), uniform(3, 2)], args=ARGS, outputs=3, error="one shape and type"),
    Case([RATE, np.array(2), normal(3, 2)], args=ARGS, outputs=3, error="not in range or not allowed"),
], domain=DOMAIN, rtol=1e-3, atol=1e-5)
