import numpy as np

from netdef.testing import Case, booleans
from oracles.onnx_reference import onnx_test

test_not = onnx_test("Not", [
    Case([booleans(3, 4)]),
    Case([np.ones(3, np.float32)], error="type mismatch"),
])
