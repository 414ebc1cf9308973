import numpy as np

from netdef.testing import Case, normal, operator_test

ITEMS = [normal(2, 3), normal(1), normal(4)]

test_sequence_at = operator_test("SequenceAt", None, [
    *[Case([ITEMS, np.array(p)], expected=ITEMS[p]) for p in (0, 2, -1, -3)],
    Case([ITEMS, np.array(3)], error="positions of -3 to 2"),
    Case([[], np.array(0)], error="positions"),
], domain="ai.onnx")
