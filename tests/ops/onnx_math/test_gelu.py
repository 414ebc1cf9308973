from netdef.testing import Case, normal
from oracles.onnx_reference import onnx_test

test_gelu = onnx_test("Gelu", [
    *[Case([normal(3, 4).astype(t)], args={"approximate": a}, rtol=1e-2 if t == "float16" else 1e-4, atol=1e-3 if t == "float16" else 1e-5)
      for t in ("float16", "float32", "float64") for a in ("none", "tanh")],
    Case([normal(3, 4)]),
    Case([normal(3)], args={"approximate": "x"}, error="none or tanh"),
])
