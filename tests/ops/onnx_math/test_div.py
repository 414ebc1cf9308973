import numpy as np

from netdef.testing import Case, integers, normal
from oracles.onnx_cases import INTS
from oracles.onnx_reference import onnx_test

test_div = onnx_test("Div", [
    Case([normal(3, 4), normal(3, 4, avoid=0)]),
    Case([normal(2, 3, 4), normal(3, 1, avoid=0)]),
    *[Case([integers(3, 4, high=99).astype(t), integers(4, low=1, high=9).astype(t)]) for t in INTS],
    Case([np.array([-7, 7, -2**31], np.int32), np.array([2, -2, -1], np.int32)], expected=np.array([-3, -3, -2**31], np.int32)),
    *[Case([integers(3).astype(t), np.array([1, 0, 1], t)], error="by 0") for t in INTS],
])
