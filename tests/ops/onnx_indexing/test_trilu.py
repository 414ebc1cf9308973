import numpy as np

from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

test_trilu = onnx_test("Trilu", [
    *[Case([normal(2, 4, 5), np.int64(k)], args={"upper": u}) for k in (-9, -1, 0, 2, 9) for u in (0, 1)],
    Case([normal(3, 3)]),
    Case([np.arange(12).reshape(3, 4)], args={"upper": 0}),
    Case([normal(3, 0)]),
    Case([normal(3)], error="two dimensions"),
])
