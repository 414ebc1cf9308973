"""The checks of one case. Each yields a line for everything that is wrong."""

from __future__ import annotations

import re
from typing import Any, Callable, Iterator, Sequence

import numpy as np

from netdef import _C
from netdef.proto import caffe2_pb2
from netdef.testing.case import Case
from netdef.testing.compare import difference
from netdef.testing.runner import Runner, make_operator, with_engine
from netdef.workspace import Int8Tensor

MAX_INPLACE_PAIRS = 16
NO_ROOM = "cannot be in place of input"  # what sizing says where an output needs another shape than the input it shares


class Subject:
    """An operator under test with one case: its definition, what it is fed, what it should give."""

    def __init__(self, run: Runner, op_type: str, domain: str, oracle: Callable | None, case: Case):
        self.run = run
        self.type = op_type
        self.domain = domain
        self.case = case
        self.schema = _C.OpSchema.get(op_type, domain)
        assert self.schema is not None, f"operator {op_type} has no schema"
        self.inputs = [_as_input(value) for value in case.inputs]
        self.input_names = ["" if x is None and domain else f"X{i}" for i, x in enumerate(self.inputs)]
        self.expected = [] if case.error else self._ask(oracle)
        count = case.outputs if case.outputs is not None else len(self.expected) or self.schema.min_output
        if not self.expected:
            self.expected = [None] * count
        self.output_names = [f"Y{i}" for i in range(count)]
        for i, o in self.pairs(self.schema.inplace_enforced):
            self.output_names[o] = self.input_names[i]
        self.op = self.define(self.output_names)
        self.engines = list(case.engines if case.engines is not None else same_result_engines(op_type, domain))
        self.outputs: list[Any] = []  # of the plain kernel, filled by check_values

    def _ask(self, oracle: Callable | None) -> list[Any]:
        if self.case.expected is not None:
            expected = self.case.expected
        elif oracle is not None:
            copies = [x.copy() if isinstance(x, np.ndarray) else x for x in self.case.inputs]
            expected = oracle(*copies, **self.case.args)
        else:
            assert self.case.why, "a case without oracle or expected values must say why"
            assert self.case.outputs is not None, "a case without oracle must say how many outputs there are"
            return []
        several = isinstance(expected, tuple if self.domain else (tuple, list)) and not isinstance(expected, Int8Tensor)
        expected = list(expected) if several else [expected]
        assert self.case.outputs is None or self.case.outputs == len(expected), (
            f"the case asks for {self.case.outputs} outputs, the oracle gives {len(expected)}")
        return expected

    def pairs(self, allowed: Callable[[int, int], bool]) -> list[tuple[int, int]]:
        return [(i, o) for o in range(len(self.output_names)) for i in range(len(self.inputs)) if allowed(i, o)]

    def define(self, output_names: Sequence[str]) -> caffe2_pb2.OperatorDef:
        return make_operator(self.type, self.input_names, output_names, self.case.args, domain=self.domain,
                             random_seed=self.case.random_seed)

    @property
    def feed(self) -> dict[str, Any]:
        return {name: value for name, value in zip(self.input_names, self.inputs) if name}

    def compare(self, outputs: Sequence[Any], where: str) -> Iterator[str]:
        for i, (expected, got) in enumerate(zip(self.expected, outputs)):
            if expected is None:
                continue
            why = difference(expected, got, self.case.rtol, self.case.atol)
            if why:
                yield f"{where}: output {i} {why}"


def same_result_engines(op_type: str, domain: str) -> list[str]:
    """All engines but those that quantize what the plain kernel does in floats: their cases name them."""
    return [engine for engine in _C.engines(op_type, domain) if not engine.startswith("DNNLOWP")]


def _as_input(value: Any) -> Any:
    if value is None or isinstance(value, (str, bytes, list, Int8Tensor, np.ndarray)):
        return value
    return np.asarray(value)


def check_error(subject: Subject) -> Iterator[str]:
    """Every engine refuses the case with the message it should."""
    for engine in subject.engines:
        try:
            subject.run.operators([with_engine(subject.op, engine)], subject.feed, [])
        except _C.Error as error:
            if not re.search(subject.case.error, str(error)):
                yield f"engine '{engine}': expected an error with '{subject.case.error}', got: {error}"
        else:
            yield f"engine '{engine}': expected an error with '{subject.case.error}', but it ran"


def check_values(subject: Subject) -> Iterator[str]:
    """Every engine agrees with the oracle and leaves the inputs it does not share with outputs as they were."""
    if "" not in subject.engines and not subject.case.why:
        yield "the plain kernel is not run, and the case does not say why"
    kept = [name for name in subject.input_names if name and name not in subject.output_names]
    for engine in sorted(subject.engines):
        got = subject.run.operators([with_engine(subject.op, engine)], subject.feed, [*subject.output_names, *kept])
        outputs, after = got[: len(subject.output_names)], got[len(subject.output_names):]
        if not subject.outputs:
            subject.outputs = outputs
        yield from subject.compare(outputs, f"engine '{engine}'" if engine else "plain kernel")
        for name, value in zip(kept, after):
            if difference(subject.feed[name], value, 0, 0):
                yield f"engine '{engine}': input {name} is changed by the run"


def check_shapes(subject: Subject) -> Iterator[str]:
    """What the shape rule says without looking at contents is what the run of the plain kernel gave."""
    if "" not in subject.engines:
        return
    yield from compare_shapes(subject.schema, subject.op, subject.inputs, subject.outputs)


def compare_shapes(schema: _C.OpSchema, op: caffe2_pb2.OperatorDef, inputs: Sequence[Any],
                   outputs: Sequence[Any]) -> Iterator[str]:
    """Inferred against real shape and type of each output."""
    if not schema.has_shape_rule:
        if not schema.shape_depends_on_data:
            yield f"the schema of {op.type} has neither a shape rule nor a reason for having none"
        return
    specs = [_ABSENT if not name and op.domain else _spec(value) for name, value in zip(op.input, inputs)]
    try:
        inferred = schema.infer(op.SerializeToString(), specs)
    except _C.Error as error:
        yield f"shape inference of {op.type} fails where the run did not: {error}"
        return
    for i, (spec, value) in enumerate(zip(inferred, outputs)):
        if spec is not None and spec != _spec(value):
            yield f"output {i} of {op.type} is inferred as {spec}, but is {_spec(value)}"


_NAMES = {numpy: name for name, _, _, _, numpy in _C.dtypes()}


_ABSENT = ([], "", False)


def _spec(value: Any) -> tuple[list[int], str, bool] | None:
    if isinstance(value, Int8Tensor):
        return (list(value.data.shape), _name(value.data), True)
    if isinstance(value, np.ndarray):
        return (list(value.shape), _name(value), False)
    return None


def _name(array: np.ndarray) -> str:
    if array.dtype.kind in "OSU":
        return _NAMES["O"]
    return _NAMES.get(f"{array.dtype.kind}{array.dtype.itemsize}") or _NAMES[array.dtype.name]


def check_inplace(subject: Subject) -> Iterator[str]:
    """Each output that may share its blob with an input gives the same values when it does."""
    if not subject.case.inplace:
        if not subject.case.why:
            yield "in-place runs are left out, and the case does not say why"
        return
    enforced = set(subject.pairs(subject.schema.inplace_enforced))
    for i, o in subject.pairs(subject.schema.inplace_allowed)[:MAX_INPLACE_PAIRS]:
        if enforced & {(i, x) for x in range(len(subject.output_names))} or any((x, o) in enforced for x in range(len(subject.inputs))):
            continue
        names = list(subject.output_names)
        names[o] = subject.input_names[i]
        op = subject.define(names)
        for engine in subject.engines:
            try:
                outputs = subject.run.operators([with_engine(op, engine)], subject.feed, names)
            except _C.Error as error:
                if NO_ROOM in str(error):
                    continue
                yield f"in-place ({i}, {o}), engine '{engine}': {error}"
                continue
            yield from subject.compare(outputs, f"in-place ({i}, {o}), engine '{engine}'")
