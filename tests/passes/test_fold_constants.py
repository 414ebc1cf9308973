from nets import op
from prepared import assert_agree, normal, prepare, types


def test_what_needs_constants_only():
    ops = [op("Sqr", ["k"], ["a"]), op("ConstantFill", [], ["one"], shape=[4], value=1.0), op("Add", ["a", "one"], ["b"]), op("Mul", ["x", "b"], ["y"])]
    prepared, plain = prepare(ops, ["x"], ["y"], {"k": normal(4)})
    assert types(prepared) == ["Mul"]
    assert_agree(prepared, plain, {"x": normal(3, 4)})


def test_random_fills_and_outputs_stay():
    ops = [op("UniformFill", [], ["r"], shape=[2]), op("Sqr", ["k"], ["a"])]
    prepared, _ = prepare(ops, [], ["r", "a"], {"k": normal(4)})
    assert types(prepared) == ["UniformFill", "Sqr"]
    assert (prepared.run([])[0] != prepared.run([])[0]).any()


def test_what_fails_fails_when_it_runs():
    prepared, plain = prepare([op("Add", ["k", "l"], ["a"]), op("Mul", ["x", "a"], ["y"])], ["x"], ["y"], {"k": normal(4), "l": normal(3)})
    assert types(prepared) == types(plain)
