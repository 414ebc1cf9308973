"""Turns cases into pytest items."""

from __future__ import annotations

from typing import Any, Callable, Sequence

from netdef.testing import checks
from netdef.testing.case import Case, resolve
from netdef.testing.numeric_gradient import check_gradient
from netdef.testing.runner import Runner


def operator_test(op_type: str, oracle: Callable | None, cases: Sequence[Case], *, domain: str = "", **options: Any) -> Callable:
    """A pytest function that runs every case; `options` are those of `Case`, for all cases that do not set them.

    oracle: takes the inputs by position and the arguments by keyword and returns one array or a tuple of them (None for an
        output that is not compared). None where every case brings `expected`.
    """
    import pytest

    labels = [case.label(i) for i, case in enumerate(cases)]

    @pytest.mark.parametrize("case", cases, ids=labels)
    def test(case: Case) -> None:
        check_operator(op_type, oracle, case, domain=domain, **options)

    test.__doc__ = f"{op_type} against its oracle and its schema."
    return test


def check_operator(op_type: str, oracle: Callable | None, case: Case, *, domain: str = "", **options: Any) -> None:
    """Runs one case; an AssertionError lists everything that is wrong.

    For use without pytest, or where the cases are made as the test runs. Arguments as in `operator_test`.
    """
    __tracebackhide__ = True
    case = resolve(case, options)
    with Runner() as run:
        subject = checks.Subject(run, op_type, domain, oracle, case)
        if case.error:
            faults = list(checks.check_error(subject))
        else:
            faults = list(checks.check_values(subject))
            if subject.outputs or not subject.output_names:
                for check in (checks.check_shapes, checks.check_inplace, check_gradient):
                    faults += check(subject)
    if faults:
        raise AssertionError(f"{op_type}: " + "\n  ".join(["", *faults]).strip())
