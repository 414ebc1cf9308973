from netdef.testing import Case, integers, normal, operator_test

test_squeeze = operator_test("Squeeze", lambda x, dims: x.squeeze(tuple(set(dims))), [
    Case([normal(1, 3, 1)], args={"dims": [0, 2]}),
    Case([normal(1, 3, 1)], args={"dims": [2]}),
    Case([normal(1, 3, 1)], args={"dims": [0, 0]}),
    Case([normal(1, 0)], args={"dims": [0]}),
    Case([integers(1, 1)], args={"dims": [0, 1]}),
    Case([normal(1, 3)], args={"dims": [1]}, error="must be 1 instead of 3"),
    Case([normal(1, 3)], args={"dims": [2]}, error="at least 3 dimensions"),
    Case([normal(1, 3)], args={"dims": [-1]}, error="non-negative"),
    Case([normal(1, 3)], error="dims"),
])
