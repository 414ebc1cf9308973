import numpy as np

from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

test_binarizer = onnx_test("Binarizer", [
    Case([normal(3, 4)], args={"threshold": 0.5}),
    Case([normal(3, 4)]),
    Case([np.arange(5)], args={"threshold": 2.0}, expected=np.array([0, 0, 0, 1, 1])),
], domain="ai.onnx.ml")
