"""One case of an operator test."""

from __future__ import annotations

import dataclasses
from typing import Any, Sequence


@dataclasses.dataclass
class Case:
    """Inputs and arguments of one run, and what to make of it.

    Options left at None take the value given to `operator_test`, or its default.

    inputs: numpy arrays; bytes or str for a string blob; `netdef.workspace.Int8Tensor` for a quantized tensor;
        a list of arrays for a sequence; None for an optional input that is left out (not in Caffe2's domain).
    args: arguments of the operator. The oracle gets them as keywords, the inputs by position.
    outputs: how many outputs the operator is given; by default as many as the oracle returns.
    expected: the outputs, instead of asking the oracle.
    rtol, atol: how far a floating-point output may be from the oracle's; atol=1 allows quantized values one step.
    gradient: False for no gradient check (say `why`), or the indices of the inputs to check; by default all float inputs
        that the gradient maker serves.
    gradient_outputs: the outputs whose gradients are given; by default those the gradient operators use.
    step, threshold: width of the numeric differences, and how far the analytic gradient may be from them.
    inplace: False where in-place runs cannot be compared (say `why`).
    engines: the engines to run, "" for the plain kernel; by default all that are registered, but for DNNLOWP*.
    error: a regular expression: the run must fail with a message that contains it, and nothing else is checked.
    random_seed: seed of the operator's device option.
    why: the reason for what is left out.
    """

    inputs: Sequence[Any]
    args: dict[str, Any] = dataclasses.field(default_factory=dict)
    outputs: int | None = None
    expected: Any = None
    rtol: float | None = None
    atol: float | None = None
    gradient: bool | Sequence[int] | None = None
    gradient_outputs: Sequence[int] | None = None
    step: float | None = None
    threshold: float | None = None
    inplace: bool | None = None
    engines: Sequence[str] | None = None
    error: str | None = None
    random_seed: int | None = None
    why: str | None = None
    id: str | None = None

    def label(self, index: int) -> str:
        """A short name for reports: the case's own, or its shapes and arguments."""
        if self.id is not None:
            return self.id
        shapes = ["x".join(map(str, getattr(x, "shape", ()))) or "scalar" for x in self.inputs]
        args = [f"{k}={v}" for k, v in self.args.items() if isinstance(v, (int, float, str, bool))]
        return f"{index}-" + ",".join([*shapes[:4], *args[:4]])[:60]


DEFAULTS = {"rtol": 1e-4, "atol": 1e-5, "gradient": True, "inplace": True, "step": 1e-2, "threshold": 5e-3}


def resolve(case: Case, options: dict[str, Any]) -> Case:
    """The case with its open options filled in from those of the test, then from the defaults."""
    filled = {}
    for field in dataclasses.fields(Case):
        if getattr(case, field.name) is None:
            filled[field.name] = options.get(field.name, DEFAULTS.get(field.name))
    return dataclasses.replace(case, **filled)
