import numpy as np

from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

X = normal(3, 4)

test_bit_cast = onnx_test("BitCast", [
    Case([X], args={"to": 6}, expected=X.view(np.int32)),
    Case([np.arange(6)], args={"to": 11}, expected=np.arange(6).view(np.float64)),
    Case([normal(3, 4)], args={"to": 7}, error="different widths"),
])
