from netdef.testing import Case, integers
from oracles.onnx_reference import onnx_test

test_unique = onnx_test("Unique", [
    *[Case([integers(12, high=5).astype(t)], args={"sorted": s}) for t in ("float32", "int64", "uint8") for s in (0, 1)],
    Case([integers(6, 2, high=2)], args={"axis": 0}),
    Case([integers(2, 6, high=2)], args={"axis": -1}),
    Case([integers(3, 4, high=3)]),
    Case([integers(3)], args={"axis": 1}, outputs=4, error="out of range"),
], outputs=4)
