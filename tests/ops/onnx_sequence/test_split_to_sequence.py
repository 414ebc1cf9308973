import numpy as np

from netdef.testing import Case, normal, operator_test


def split_to_sequence(x, split=None, axis=0, keepdims=1):
    if split is None:
        parts = np.split(x, x.shape[axis], axis)
        return ([p if keepdims else p.squeeze(axis) for p in parts],)
    ends = np.arange(split, x.shape[axis], split) if split.ndim == 0 else np.cumsum(split)[:-1]
    return (np.split(x, ends, axis),)


test_split_to_sequence = operator_test("SplitToSequence", split_to_sequence, [
    Case([normal(3, 4)]),
    Case([normal(3, 4)], args={"axis": 1, "keepdims": 0}),
    Case([normal(3, 5), np.array(2)], args={"axis": -1}),
    Case([normal(6, 2), np.array([1, 0, 5])]),
    Case([normal(6, 2), np.array([1, 2])], error="do not add up"),
    Case([normal(6, 2), np.array([-1, 7])], error="do not add up"),
    Case([normal(6, 2), np.array(0)], error="positive length"),
], domain="ai.onnx")
