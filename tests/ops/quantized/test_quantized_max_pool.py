import numpy as np

from netdef.testing import Case, integers, operator_test
from oracles.onnx_reference import reference


def max_pool(x, **args):
    return reference("MaxPool")(x, **{("kernel_shape" if k == "kernels" else k): v for k, v in args.items()})


X = integers(2, 3, 9, 8, high=256, dtype=np.uint8)

test_quantized_max_pool = operator_test("QuantizedMaxPool", max_pool, [
    Case([X], args={"kernels": [3, 3], "strides": [2, 2], "pads": [1, 1, 1, 1]}),
    Case([X], args={"kernels": [2, 4], "strides": [1, 3]}),
    Case([X.astype(np.float32)], args={"kernels": [3, 3]}, error="uint8"),
], domain="netdef")
