import numpy as np

from netdef.testing import Case, integers, operator_test
from oracles.quantized import conv

X, W = integers(2, 6, 7, 5, high=256, dtype=np.uint8), integers(4, 6, 3, 2, low=-127, high=128, dtype=np.int8)
SCALE, B = np.linspace(0.01, 0.03, 4, dtype=np.float32), integers(4, low=-2000, high=2000, dtype=np.int32)
Z = integers(2, 4, 5, 4, high=256, dtype=np.uint8)
WINDOW = {"kernels": [3, 2]}
ARGS = {**WINDOW, "X_scale": 0.05, "X_zero_point": 120, "Y_scale": 0.3, "Y_zero_point": 99}
SUM = {"product_scale": 0.4, "product_zero_point": 100, "addend_scale": 0.7, "addend_zero_point": 130}

test_quantized_conv = operator_test("QuantizedConv", conv, [
    Case([X, W, SCALE, B], args=ARGS),
    Case([X, W, SCALE[:1], B], args={**ARGS, "low": 99, "high": 200}),
    Case([X, W, SCALE, B], args={**ARGS, "pads": [1, 0, 2, 1], "strides": [2, 1], "dilations": [1, 2]}),
    Case([X, W[:, :3], SCALE, B], args={**ARGS, "group": 2}),
    Case([X, W[:, :3], SCALE, B, Z], args={**ARGS, **SUM, "group": 2, "low": 99}),
    Case([X, W, SCALE, B, Z[:1, :1, :1]], args={**ARGS, **SUM}),
    Case([X[:, :, 0], W[:, :, 0], SCALE, B], args={**ARGS, "kernels": [2], "pads": [1, 1]}),
    Case([X, W.view(np.uint8), SCALE, B], args=ARGS, error="weights of int8"),
    Case([X, W, SCALE[:3], B], args=ARGS, error="one for each of 4 outputs"),
    Case([X, W, SCALE, B[:3]], args=ARGS, error="a bias for each of 4 outputs"),
    Case([X, W[:, :5], SCALE, B], args=ARGS, error="does not fit"),
    Case([X, W, SCALE, B, Z], args=ARGS, error="come together"),
    Case([X, W, SCALE, B], args={**ARGS, "Y_scale": 0.0}, error="finite and positive"),
    Case([X, W, SCALE, B], args={**ARGS, "X_zero_point": 256}, error=r"in \[0, 255\]"),
    Case([X, W, SCALE, B], args={**ARGS, "low": 9, "high": 8}, error="low <= high"),
], domain="netdef")
