import numpy as np

from netdef.testing import Case, normal, operator_test


def clip_tensor_by_scaling(x, val, additional_threshold=None, threshold=None):
    limit = threshold * (1 if additional_threshold is None else additional_threshold.item())
    return x * np.float32(limit / val.item()) if val.item() > limit else x


def number(value):
    return np.array([value], np.float32)


test_clip_tensor_by_scaling = operator_test("ClipTensorByScaling", clip_tensor_by_scaling, [
    Case([normal(3, 4), number(4)], args={"threshold": 2.0}),
    Case([normal(3, 4), number(1)], args={"threshold": 2.0}),
    Case([normal(3, 4), number(4), number(0.25)], args={"threshold": 2.0}),
    Case([normal(0, 4), number(4)], args={"threshold": 2.0}),
    Case([normal(3), number(4)], error="Threshold must be greater than 0"),
    Case([normal(3), normal(2)], args={"threshold": 1.0}, error="must be one number"),
])
