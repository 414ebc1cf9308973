from netdef.testing import Case, normal, operator_test

ITEMS = [normal(2, 3), normal(1), normal(4)]

test_optional = operator_test("Optional", None, [
    Case([ITEMS[0]], expected=ITEMS[0]),
    Case([ITEMS], expected=(ITEMS,)),
], domain="ai.onnx")


def test_without_value():
    from netdef.testing import run_operator

    assert run_operator("Optional", domain="ai.onnx") is None
