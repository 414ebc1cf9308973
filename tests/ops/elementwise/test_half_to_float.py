import numpy as np

from netdef.testing import Case, normal, operator_test

test_half_to_float = operator_test("HalfToFloat", lambda x: x.astype(np.float32), [
    Case([normal(3, 4, dtype=np.float16)]),
    Case([np.array([0.0, -0.0, np.inf, -np.inf, np.nan, 6e-8, 65504, 6.1e-5], np.float16)]),
    Case([normal(0, 4, dtype=np.float16)]),
    Case([normal(3)], error="Unsupported type of tensor: float"),
])
