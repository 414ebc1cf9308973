import numpy as np

from netdef.testing import Case, normal, operator_test


def lars(x, dx, decay, trust, lr_max, offset=0.5, lr_min=0.02):
    norm = np.linalg.norm(x)
    if norm == 0:
        return np.float32([1])
    return np.float32([max(min(trust[0] / (np.linalg.norm(dx) / norm + decay[0] + offset), lr_max[0]), lr_min)])


def f32(*values):
    return np.array(values, np.float32)


X, DX = normal(4, 3), normal(4, 3)
test_lars = operator_test("Lars", lars, [
    Case([X, DX, f32(0.01), f32(0.1), f32(1)]),
    Case([X, DX, f32(0.01), f32(0.1), f32(1)], args={"offset": 0.1, "lr_min": 0.01}),
    Case([X, DX, f32(0.01), f32(10), f32(1)]),
    Case([X, DX * 1000, f32(0.01), f32(0.1), f32(1)]),
    Case([X, DX, f32(0.01), f32(0.1), f32(1)], args={"lr_min": 10.0}),  # a lower bound above the upper one holds, as in Caffe2
    Case([0 * X, DX, f32(0.01), f32(0.1), f32(1)]),
    Case([X, DX, f32(0.01), f32(0.1), f32(1)], args={"offset": -0.1}, error="offset must not be negative"),
    Case([X, DX, f32(0.01), f32(0.1), f32(1)], args={"lr_min": -0.1}, error="lr_min must not be negative"),
    Case([X, DX[:3], f32(0.01), f32(0.1), f32(1)], error="same size"),
    Case([X, DX, f32(0.01, 1), f32(0.1), f32(1)], error="wd must have one element"),
])
