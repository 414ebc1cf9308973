import numpy as np

from netdef.testing import Case, operator_test


def imputer(x, imputed_value_floats=(), imputed_value_int64s=(), replaced_value_float=0.0, replaced_value_int64=0):
    floats = x.dtype.kind == "f"
    old, new = (replaced_value_float, imputed_value_floats) if floats else (replaced_value_int64, imputed_value_int64s)
    return np.where(np.isnan(x) if old != old else x == old, np.array(new, x.dtype), x)


X = np.array([[1, np.nan, 3], [np.nan, 0, 1]], np.float32)

test_imputer = operator_test("Imputer", imputer, [
    Case([X], args={"imputed_value_floats": [7.0, 8.0, 9.0], "replaced_value_float": float("nan")}),
    Case([X], args={"imputed_value_floats": [7.0], "replaced_value_float": 1.0}),
    Case([np.arange(6).reshape(2, 3)], args={"imputed_value_int64s": [7], "replaced_value_int64": 4}),
    Case([X], args={"imputed_value_floats": [7.0, 8.0]}, error="one for each of 3 features"),
    Case([X.astype(np.float64)], args={"imputed_value_floats": [7.0]}, error="Unsupported type"),
], domain="ai.onnx.ml")
