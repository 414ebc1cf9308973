import numpy as np

from netdef.testing import Case, normal, operator_test, uniform


def batch_normalization(x, scale, b, mean, var, epsilon=1e-5, momentum=0.9, training_mode=0):
    shape = [1, -1] + [1] * (x.ndim - 2)
    axes = tuple(i for i in range(x.ndim) if i != 1)
    m, v = (x.mean(axes), x.var(axes)) if training_mode else (mean, var)
    y = (x - m.reshape(shape)) / np.sqrt(v.reshape(shape) + epsilon) * scale.reshape(shape) + b.reshape(shape)
    if not training_mode:
        return y.astype(x.dtype)
    return y.astype(x.dtype), mean * momentum + m * (1 - momentum), var * momentum + v * (1 - momentum)


def inputs(*shape):
    c = shape[1]
    return [normal(*shape), normal(c), normal(c), normal(c), uniform(c, low=0.5, high=2)]


test_batch_normalization = operator_test("BatchNormalization", batch_normalization, [
    Case(inputs(2, 3, 4, 5)),
    Case(inputs(4, 3)),
    Case(inputs(2, 3, 4), args={"epsilon": 0.1}),
    Case(inputs(2, 3, 4, 5), args={"training_mode": 1, "momentum": 0.7}),
    Case([x.astype(np.float16) for x in inputs(2, 3, 4)], rtol=2e-2, atol=2e-2),
    Case([normal(2, 3, 4), normal(2), normal(3), normal(3), normal(3)], error="for each of 3 channels"),
    Case(inputs(2, 3, 4), outputs=3, error="only computed with training_mode"),
], domain="ai.onnx")
