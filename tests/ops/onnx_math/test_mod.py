import numpy as np

from netdef.testing import Case, integers, normal
from oracles.onnx_cases import INTS
from oracles.onnx_reference import onnx_test

test_mod = onnx_test("Mod", [
    *[Case([integers(3, 4, high=99).astype(t), integers(4, low=1, high=9).astype(t)]) for t in INTS],
    Case([integers(3, 4, low=-99, high=99), np.array([2, -3, 5, -7], np.int32)]),
    Case([integers(3, 4, low=-99, high=99), np.array([2, -3, 5, -7], np.int32)], args={"fmod": 1}),
    Case([normal(3, 4), normal(4, avoid=0)], args={"fmod": 1}),
    *[Case([integers(3).astype(t), np.array([1, 0, 1], t)], error="by 0") for t in INTS],
])
