import numpy as np

from netdef.testing import Case, normal, operator_test

NEW = normal(5)
ITEMS = [normal(2, 3), normal(1), normal(4)]

test_sequence_insert = operator_test("SequenceInsert", None, [
    Case([ITEMS, NEW], expected=([*ITEMS, NEW],)),
    *[Case([ITEMS, NEW, np.array(p)], expected=([*ITEMS[:p], NEW, *ITEMS[p:]],)) for p in (0, 1, 3, -1)],
    Case([[], NEW], expected=([NEW],)),
    Case([ITEMS, NEW, np.array(4)], error="positions of -3 to 3"),
    Case([ITEMS, np.ones(5)], error="cannot hold"),
    Case([normal(3), NEW], error="wrong type for the Blob"),
], domain="ai.onnx")
