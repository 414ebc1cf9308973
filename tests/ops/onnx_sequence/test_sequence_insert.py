import numpy as np

from netdef.testing import Case, normal, operator_test

ITEMS = [normal(2, 3), normal(1), normal(4)]

test_sequence_insert = operator_test("SequenceInsert", None, [
    Case([ITEMS, normal(5)], expected=([*ITEMS, normal(5)],)),
    *[Case([ITEMS, normal(5), np.array(p)], expected=([*ITEMS[:p], normal(5), *ITEMS[p:]],)) for p in (0, 1, 3, -1)],
    Case([[], normal(5)], expected=([normal(5)],)),
    Case([ITEMS, normal(5), np.array(4)], error="positions of -3 to 3"),
    Case([ITEMS, np.ones(5)], error="cannot hold"),
    Case([normal(3), normal(5)], error="wrong type for the Blob"),
], domain="ai.onnx")
