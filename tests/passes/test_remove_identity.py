from nets import op
from prepared import assert_agree, normal, prepare, types


def test_dropout_copies_and_single_sums():
    ops = [op("Sqr", ["x"], ["a"]), op("Dropout", ["a"], ["b", "mask"], is_test=1), op("Copy", ["b"], ["c"]), op("Sum", ["c"], ["d"]), op("Exp", ["d"], ["y"])]
    prepared, plain = prepare(ops, ["x"], ["y"], {})
    assert types(prepared) == ["Sqr", "Exp"]
    assert_agree(prepared, plain, {"x": normal(3, 4)})


def test_at_the_end_the_output_keeps_its_name():
    prepared, plain = prepare([op("Sqr", ["x"], ["a"]), op("Copy", ["a"], ["y"])], ["x"], ["y"], {})
    assert types(prepared) == ["Sqr"]
    assert_agree(prepared, plain, {"x": normal(3, 4)})


def test_between_input_and_output_it_stays():
    prepared, plain = prepare([op("Copy", ["x"], ["y"])], ["x"], ["y"], {})
    assert types(prepared) == ["Copy"]
    assert_agree(prepared, plain, {"x": normal(3, 4)})
