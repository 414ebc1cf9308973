import numpy as np

from netdef.testing import Case, integers, normal, uniform
from oracles.onnx_reference import onnx_test

test_quantize_linear = onnx_test("QuantizeLinear", [
    *[Case([normal(3, 4, std=50), np.float32(0.7), np.array(z, t)]) for t, z in (("uint8", 128), ("int8", -3), ("uint16", 1000), ("int16", 5))],
    Case([normal(3, 4, std=50), np.float32(0.7)]),
    Case([normal(2, 3, 4, std=50), uniform(3, low=0.5, high=2), integers(3).astype(np.uint8)]),
    Case([normal(2, 3, 4, std=50), uniform(4, low=0.5, high=2), integers(4).astype(np.int8)], args={"axis": -1}),
    Case([normal(4, 6, std=50), uniform(2, 6, low=0.5, high=2), integers(2, 6).astype(np.uint8)], args={"axis": 0, "block_size": 2}),
    Case([np.array([0.5, 1.5, 2.5, -1e9, 1e9], np.float32), np.float32(1)], expected=np.array([0, 2, 2, 0, 255], np.uint8)),
    Case([normal(2, 3), uniform(2), np.zeros(2, np.uint8)], error="for each of 3 indices"),
    Case([normal(4, 6), uniform(3, 6)], args={"axis": 0, "block_size": 2}, error="for blocks of 2"),
    Case([normal(4, 6), uniform(3, 6)], args={"axis": 0, "block_size": 2**63 - 1}, error="for blocks of 9223372036854775807"),
    Case([normal(2, 6), uniform(0, 6)], args={"axis": 0, "block_size": -1}, error="must not be negative"),
    Case([normal(4), uniform(1), np.zeros(1)], error="Unsupported type"),
])
