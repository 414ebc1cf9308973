from netdef.testing import Case, normal, operator_test

ITEMS = [normal(2, 3), normal(1), normal(4)]

test_sequence_empty = operator_test("SequenceEmpty", None, [
    Case([], expected=([],)),
    Case([], args={"dtype": 7}, expected=([],)),
], domain="ai.onnx")
