import numpy as np

from netdef.testing import Case, integers, operator_test
from oracles.onnx_reference import reference
from oracles.quantized import quantized


def average_pool(x, X_scale, Y_scale, X_zero_point=0, Y_zero_point=0, low=0, high=255, global_pooling=0, **args):
    real = x.astype(np.float64) - X_zero_point
    names = {"kernels": "kernel_shape"}
    mean = real.mean((2, 3), keepdims=True) if global_pooling else reference("AveragePool")(real, **{names.get(k, k): v for k, v in args.items()})
    return quantized((mean * X_scale).astype(np.float32), Y_scale, Y_zero_point, low, high)


X = integers(2, 3, 9, 8, high=256, dtype=np.uint8)
ARGS = {"X_scale": 0.3, "X_zero_point": 100, "Y_scale": 0.11, "Y_zero_point": 128}

test_quantized_average_pool = operator_test("QuantizedAveragePool", average_pool, [
    Case([X], args={**ARGS, "global_pooling": 1}),
    Case([X], args={**ARGS, "global_pooling": 1, "low": 128, "high": 130}),
    Case([X], args={**ARGS, "kernels": [3, 3], "strides": [2, 2], "pads": [1, 1, 1, 1]}),
    Case([X], args={**ARGS, "kernels": [3, 3], "strides": [2, 2], "pads": [1, 1, 1, 1], "count_include_pad": 1}),
    Case([X.astype(np.float32)], args={**ARGS, "global_pooling": 1}, error="uint8"),
], domain="netdef", atol=1, why="the oracle divides before it scales")
