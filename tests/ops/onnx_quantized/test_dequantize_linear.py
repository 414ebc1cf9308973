import numpy as np

from netdef.testing import Case, integers, uniform
from oracles.onnx_reference import onnx_test

test_dequantize_linear = onnx_test("DequantizeLinear", [
    *[Case([integers(3, 4, high=99).astype(t), np.float32(0.7), np.array(5, t)]) for t in ("uint8", "int8", "uint16", "int16")],
    Case([integers(3, 4, high=99), np.float32(0.7)]),
    Case([integers(2, 3, 4, high=99).astype(np.uint8), uniform(3, low=0.5, high=2), integers(3).astype(np.uint8)]),
    Case([integers(4, 6, high=99).astype(np.uint8), uniform(2, 6, low=0.5, high=2)], args={"axis": 0, "block_size": 2}),
    Case([integers(3, 4, high=99).astype(np.uint8), np.float16(0.5)]),
    Case([integers(2, 3).astype(np.uint8), uniform(2)], error="for each of 3 indices"),
    Case([integers(2, 3).astype(np.uint8), uniform(3), np.zeros(3, np.int8)], error="the type of x"),
])
