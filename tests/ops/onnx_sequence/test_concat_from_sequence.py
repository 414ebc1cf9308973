import numpy as np

from netdef.testing import Case, normal, operator_test


def concat_from_sequence(items, axis, new_axis=0):
    return np.stack(items, axis) if new_axis else np.concatenate(items, axis)


ITEMS = [normal(2, 3), normal(2, 3) + 1, normal(2, 3) + 2]

test_concat_from_sequence = operator_test("ConcatFromSequence", concat_from_sequence, [
    *[Case([ITEMS], args={"axis": a}) for a in (0, 1, -1)],
    *[Case([ITEMS], args={"axis": a, "new_axis": 1}) for a in (0, 1, 2, -1)],
    Case([[normal(2, 3), normal(2, 1)]], args={"axis": 1}),
    Case([[normal(2, 3), normal(3, 3)]], args={"axis": 1}, error="do not fit"),
    Case([[normal(2, 3), normal(2)]], args={"axis": 0, "new_axis": 1}, error="differ in rank"),
    Case([[]], args={"axis": 0}, error="empty"),
    Case([ITEMS], args={"axis": 2}, error="out of range"),
], domain="ai.onnx")
