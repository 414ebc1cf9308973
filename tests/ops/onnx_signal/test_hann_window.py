import numpy as np

from netdef.testing import Case
from oracles.onnx_reference import onnx_test

test_hann_window = onnx_test("HannWindow", [
    *[Case([np.int64(n)], args={"periodic": p}) for n in (2, 7, 10) for p in (0, 1)],
    Case([np.int64(5)], args={"output_datatype": 11}, rtol=1e-6, atol=1e-6),
    Case([np.int64(0)], expected=np.zeros(0, np.float32)),
    Case([np.int64(-1)], error="must not be negative"),
])
