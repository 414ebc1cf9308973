from netdef.testing import Case, normal, operator_test


def group_normalization(x, scale, bias, num_groups, epsilon=1e-5):
    groups = x.reshape(x.shape[0], num_groups, -1)
    y = (groups - groups.mean(-1, keepdims=True)) / (groups.var(-1, keepdims=True) + epsilon) ** 0.5
    column = (1, -1) + (1,) * (x.ndim - 2)
    return (y.reshape(x.shape) * scale.reshape(column) + bias.reshape(column)).astype(x.dtype)


test_group_normalization = operator_test("GroupNormalization", group_normalization, [
    Case([normal(2, 6, 4, 5), normal(6), normal(6)], args={"num_groups": 3}),
    Case([normal(2, 6, 4), normal(6), normal(6)], args={"num_groups": 1, "epsilon": 0.01}),
    Case([normal(2, 6, 4), normal(6), normal(6)], args={"num_groups": 4}, error="cannot be divided"),
    Case([normal(2, 6, 4), normal(6), normal(6)], args={"num_groups": 0}, error="cannot be divided"),
], domain="ai.onnx")
