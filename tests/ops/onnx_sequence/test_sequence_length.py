import numpy as np

from netdef.testing import Case, normal, operator_test

ITEMS = [normal(2, 3), normal(1), normal(4)]

test_sequence_length = operator_test("SequenceLength", None, [
    Case([ITEMS], expected=np.array(3)),
    Case([[]], expected=np.array(0)),
], domain="ai.onnx")
