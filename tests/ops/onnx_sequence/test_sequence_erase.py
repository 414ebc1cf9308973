import numpy as np

from netdef.testing import Case, normal, operator_test

ITEMS = [normal(2, 3), normal(1), normal(4)]

test_sequence_erase = operator_test("SequenceErase", None, [
    Case([ITEMS], expected=(ITEMS[:2],)),
    Case([ITEMS, np.array(0)], expected=(ITEMS[1:],)),
    Case([ITEMS, np.array(-2)], expected=([ITEMS[0], ITEMS[2]],)),
    Case([ITEMS, np.array(3)], error="positions of -3 to 2"),
    Case([[]], error="empty"),
], domain="ai.onnx")
