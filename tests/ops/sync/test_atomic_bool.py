"""CreateAtomicBool, ConditionalSetAtomicBool and CheckAtomicBool."""

import numpy as np
import pytest

from nets import op, run


def check(*conditions):
    ops = [op("CreateAtomicBool", [], ["flag"])]
    ops += [op("ConditionalSetAtomicBool", ["flag", f"c{i}"], []) for i in range(len(conditions))]
    value = run(*ops, op("CheckAtomicBool", ["flag"], ["v"]), feed={f"c{i}": c for i, c in enumerate(conditions)}, fetch="v")
    assert value.shape == (1,) and value.dtype == bool
    return bool(value)


def test_a_flag_is_raised_and_stays():
    assert not check()
    assert not check(np.array(False))
    assert check(np.array([True]))
    assert check(np.array([True]), np.array(False))


def test_the_condition_is_one_bool():
    with pytest.raises(RuntimeError, match="one element"):
        check(np.array([True, False]))
    with pytest.raises(RuntimeError, match="mismatch"):
        check(np.array([1]))
