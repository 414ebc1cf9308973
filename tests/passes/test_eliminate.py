from nets import op
from prepared import assert_agree, normal, prepare, types


def test_what_nobody_reads():
    prepared, plain = prepare([op("Sqr", ["x"], ["a"]), op("Exp", ["a"], ["b"]), op("Exp", ["x"], ["y"])], ["x"], ["y"], {})
    assert types(prepared) == ["Exp"]
    assert_agree(prepared, plain, {"x": normal(3, 4)})


def test_what_is_computed_twice():
    prepared, plain = prepare([op("Sqr", ["x"], ["a"]), op("Sqr", ["x"], ["b"]), op("Exp", ["a"], ["c"]), op("Exp", ["b"], ["d"]), op("Mul", ["c", "d"], ["y"])],
                              ["x"], ["y"], {})
    assert types(prepared) == ["Sqr", "Exp", "Mul"]
    assert_agree(prepared, plain, {"x": normal(3, 4)})


def test_other_arguments_are_another_operator():
    prepared, plain = prepare([op("Clip", ["x"], ["a"], min=0.0), op("Clip", ["x"], ["b"], min=0.5), op("Add", ["a", "b"], ["y"])], ["x"], ["y"], {})
    assert types(prepared) == ["Clip", "Clip", "Add"]
    assert_agree(prepared, plain, {"x": normal(3, 4)})
