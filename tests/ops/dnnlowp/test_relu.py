import numpy as np

from netdef.testing import Case, normal, quantized
from netdef.workspace import Int8Tensor
from oracles.dnnlowp import lowp_test, parameters, range_of, to_bytes


def relu(x):
    x = x if isinstance(x, Int8Tensor) else to_bytes(x, *parameters(*range_of(x)))
    return Int8Tensor(np.maximum(x.data, np.uint8(x.zero_point)), x.scale, x.zero_point)


CASES = [Case([quantized(3, 40, zero_point=90)]), Case([quantized(0, 3)]), Case([normal(3, 40)])]
test_relu = lowp_test("Relu", relu, CASES, steps=0)
test_int8_relu = lowp_test("Int8Relu", relu, CASES, steps=0)
