"""The operator harness finds what it is for."""

import numpy as np
import pytest

from netdef.testing import Case, booleans, check_operator, distinct, integers, lengths, normal, operator_test, strings, uniform


def elu(x, alpha=1.0):
    return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))


X = normal(3, 4, avoid=0)


def complaints(oracle, case, op_type="Elu", **options):
    with pytest.raises(AssertionError) as error:
        check_operator(op_type, oracle, case, **options)
    return str(error.value)


def test_a_right_operator_passes():
    check_operator("Elu", elu, Case([X], {"alpha": 0.5}))


def test_wrong_values_are_found_under_every_engine_and_in_place():
    text = complaints(lambda x: elu(x) + 0.1, Case([X]))
    assert "plain kernel: output 0 differs in 12 of 12 values" in text and "in-place (0, 0)" in text


def test_wrong_shapes_and_types_are_found():
    assert "has shape (3, 4), expected (12,)" in complaints(lambda x: elu(x).ravel(), Case([X]))
    assert "has type float32, expected int32" in complaints(lambda x: elu(x).astype(np.int32), Case([X]))


def test_a_wrong_gradient_is_found():
    """Points at the kink: the one-sided derivative is not the mean of both sides."""
    text = complaints(lambda x, alpha: elu(x, alpha), Case([np.full(3, 1e-4, np.float32)], {"alpha": 5.0}))
    assert "gradient: input 0: 3 of 3 elements differ" in text


def test_what_is_left_out_needs_a_reason():
    assert "does not say why" in complaints(elu, Case([X], gradient=False))
    assert "does not say why" in complaints(elu, Case([X], inplace=False))
    assert "does not say why" in complaints(elu, Case([X], engines=[]))
    check_operator("Elu", elu, Case([X], gradient=False, inplace=False, why="to test the harness"))


def test_a_gradient_nobody_gives_is_missed():
    assert "no gradient for the inputs [1]" in complaints(elu, Case([X], gradient=[1]))


def test_errors_are_expected_by_their_text():
    ints = Case([np.ones(3, np.int32)], error="float")
    check_operator("Elu", None, ints)
    assert "expected an error with 'something else', got" in complaints(None, Case([np.ones(3, np.int32)], error="something else"))
    assert "but it ran" in complaints(None, Case([X], error="float"))


def test_expected_outputs_stand_for_an_oracle():
    check_operator("Elu", None, Case([np.float32([1, 2])], expected=np.float32([1, 2])))
    with pytest.raises(AssertionError, match="must say why"):
        check_operator("Elu", None, Case([X]))


def test_an_unknown_operator_is_an_error():
    with pytest.raises(AssertionError, match="NoSuchOperator has no schema"):
        check_operator("NoSuchOperator", elu, Case([X]))


def test_options_of_the_test_hold_for_its_cases():
    check_operator("Elu", lambda x: elu(x) + 0.01, Case([X]), atol=0.1)
    with pytest.raises(AssertionError):
        check_operator("Elu", lambda x: elu(x) + 0.01, Case([X], atol=1e-4), atol=0.1)


test_items_are_made_of_cases = operator_test("Elu", elu, [Case([X]), Case([X], id="named")])


def test_items_have_readable_names():
    ids = test_items_are_made_of_cases.pytestmark[0].kwargs["ids"]
    assert ids == ["0-3x4", "named"]


# --- inputs


def test_inputs_differ_from_each_other_and_not_from_run_to_run():
    def draw():
        return normal(5), normal(5)

    one, two = draw()
    assert not np.array_equal(one, two)
    np.testing.assert_array_equal(normal(5, seed=3), normal(5, seed=3))


def test_kinds_of_inputs():
    assert normal(2, 3).dtype == np.float32 and normal().shape == ()
    values = uniform(1000, low=-1, high=1, avoid=[0, 0.5], margin=0.1)
    assert np.abs(values).min() >= 0.0999 and np.abs(values - 0.5).min() >= 0.0999
    assert set(np.unique(integers(1000, low=2, high=5))) == {2, 3, 4} and integers(1, dtype=np.int64).dtype == np.int64
    assert booleans(100).dtype == bool and 0 < booleans(100).sum() < 100
    assert np.diff(np.sort(distinct(4, 5).ravel())).min() > 0.09
    for n, total in ((5, 12), (1, 3), (4, 0)):
        made = lengths(n, total)
        assert made.shape == (n,) and made.sum() == total and made.min() >= 0
    assert strings(3).shape == (3,) and all(isinstance(s, bytes) for s in strings(3))
