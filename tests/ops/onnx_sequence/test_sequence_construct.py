import numpy as np

from netdef.testing import Case, normal, operator_test

ITEMS = [normal(2, 3), normal(1), normal(4)]

test_sequence_construct = operator_test("SequenceConstruct", None, [
    Case(ITEMS, expected=(ITEMS,)),
    Case([normal(2), np.ones(2)], error="cannot hold"),
], domain="ai.onnx")
