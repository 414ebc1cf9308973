from netdef.testing import Case, normal, operator_test


def elementwise_linear(x, w, b, axis=1):
    shape = x.shape[axis % x.ndim:]
    return x * w.reshape(shape) + b.reshape(shape)


test_elementwise_linear = operator_test("ElementwiseLinear", elementwise_linear, [
    Case([normal(3, 4), normal(4), normal(4)]),
    Case([normal(2, 3, 4), normal(12), normal(12)]),
    Case([normal(2, 3, 4), normal(4), normal(4)], args={"axis": 2}),
    Case([normal(2, 3), normal(6), normal(6)], args={"axis": 0}),
    Case([normal(0, 3), normal(3), normal(3)]),
    Case([normal(2, 3), normal(2), normal(2)], error="vectors of 3 numbers"),
    Case([normal(2, 3), normal(3), normal(2)], error="same shape"),
])
