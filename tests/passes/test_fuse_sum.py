import pytest

from nets import op
from prepared import assert_agree, normal, prepare, types

WEIGHTS = {"w": normal(32, 32, 3, 3) / 10, "u": normal(32, 32, 1, 1, seed=1) / 4}


def block(kind="Sum", first="c", second="x"):
    return [op("Conv", ["x", "w"], ["c"], kernel=3, pad=1), op(kind, [first, second], ["s"]), op("Relu", ["s"], ["y"])]


@pytest.mark.parametrize("kind", ["Sum", "Add"])
@pytest.mark.parametrize("swap", [False, True])
def test_residual_block(kind, swap):
    prepared, plain = prepare(block(kind, *(("x", "c") if swap else ("c", "x"))), ["x"], ["y"], WEIGHTS)
    assert types(prepared) == ["netdef::FusedConv"]
    assert_agree(prepared, plain, {"x": normal(1, 32, 14, 14)})


def test_two_convolutions_and_blocks_in_a_row():
    ops = [
        op("Conv", ["x", "u"], ["a"], kernel=1), op("Relu", ["a"], ["a"]), op("Conv", ["a", "u"], ["l"], kernel=1),
        op("Conv", ["a", "w"], ["r"], kernel=3, pad=1), op("Sum", ["r", "l"], ["s"]), op("Relu", ["s"], ["s"]),
        op("Conv", ["s", "w"], ["t"], kernel=3, pad=1), op("Sum", ["t", "s"], ["y"]),
    ]
    prepared, plain = prepare(ops, ["x"], ["y"], WEIGHTS)
    assert types(prepared) == ["netdef::FusedConv", "Conv", "netdef::FusedConv", "netdef::FusedConv"]
    assert_agree(prepared, plain, {"x": normal(2, 32, 9, 11)})


@pytest.mark.parametrize("shape", [(1, 32, 1, 1), (1, 1, 10, 10), (3, 32, 10, 10)])
def test_an_addend_that_is_stretched_or_stretches(shape):
    ops = [op("Conv", ["x", "w"], ["c"], kernel=3, pad=1), op("Add", ["c", "z"], ["s"]), op("Relu", ["s"], ["y"])]
    prepared, plain = prepare(ops, ["x", "z"], ["y"], WEIGHTS)
    assert_agree(prepared, plain, {"x": normal(1, 32, 10, 10), "z": normal(*shape, seed=3)})


def test_activation_before_the_sum_stays_there():
    ops = [op("Conv", ["x", "w"], ["c"], kernel=3, pad=1), op("Relu", ["c"], ["c"]), op("Sum", ["c", "x"], ["y"])]
    prepared, plain = prepare(ops, ["x"], ["y"], WEIGHTS)
    assert types(prepared) == ["netdef::FusedConv", "Sum"]
    assert_agree(prepared, plain, {"x": normal(1, 32, 10, 10)})
