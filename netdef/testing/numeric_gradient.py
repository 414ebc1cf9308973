"""Analytic against numeric gradients.

The objective is the sum of the outputs, each element weighted by a fixed random number. Its gradient with respect to an
input is computed by the gradient operators on one side and by central differences of the float32 operator on the other.
"""

from __future__ import annotations

from typing import Any, Iterator, Sequence

import numpy as np

from netdef import _C
from netdef.proto import caffe2_pb2
from netdef.testing.checks import Subject, compare_shapes, same_result_engines
from netdef.testing.runner import is_float, with_engine

MAX_POINTS = 160  # elements of one input that are varied; of a larger input, a random choice


def check_gradient(subject: Subject) -> Iterator[str]:
    """The gradient operators, under every engine, agree with differences of the plain kernel."""
    kind, _ = _C.gradient_kind(subject.type, subject.domain)
    if subject.case.gradient is False:
        if not subject.case.why and kind == "maker":
            yield "the gradient is left out, and the case does not say why"
        return
    if kind != "maker" or not any(is_float(x) and x.size for x in subject.inputs):
        return
    if not any(is_float(y) for y in subject.outputs):
        yield "the gradient cannot be checked: no float output. Say gradient=False and why"
        return
    try:
        check = _GradientCheck(subject)
    except _C.Error as error:
        yield f"the gradient maker fails: {error}"
        return
    yield from check.run()


class _GradientCheck:
    def __init__(self, subject: Subject):
        self.subject = subject
        case = subject.case
        self.forward = with_engine(subject.op, "")
        asked = range(len(subject.outputs)) if case.gradient_outputs is None else case.gradient_outputs
        asked = [o for o in asked if is_float(subject.outputs[o])]
        wrappers = [_C.GradientWrapper() for _ in subject.output_names]
        for o in asked:
            wrappers[o].dense = _gradient_name(o)
        defs, self.input_gradients = _C.get_gradient_defs(subject.op.SerializeToString(), wrappers)
        self.backward = [caffe2_pb2.OperatorDef.FromString(d) for d in defs]
        used = {name for op in self.backward for name in op.input} | {
            name for g in self.input_gradients for name in (g.dense, g.values)}
        self.outputs = [o for o in asked if _gradient_name(o) in used]
        rng = np.random.default_rng(1701)
        shapes = {o: subject.outputs[o].shape for o in self.outputs}
        self.weights = {o: np.asarray(rng.uniform(0.2, 1.2, shape) * rng.choice([-1.0, 1.0], shape))
                        for o, shape in shapes.items()}

    def run(self) -> Iterator[str]:
        checked = self._checked_inputs()
        if not checked or not self.outputs:
            yield "the gradient maker serves no float input of this case. Say gradient=False and why"
            return
        numeric = {i: self._numeric(i) for i in checked}
        for engine in self._engines():
            where = f"gradient, engine '{engine}'" if engine else "gradient"
            try:
                analytic = self._analytic(engine, checked)
            except _C.Error as error:
                yield f"{where}: {error}"
                continue
            for i in checked:
                yield from self._compare(where, i, analytic[i], *numeric[i])
        yield from self._shapes()

    def _checked_inputs(self) -> list[int]:
        given = [i for i, g in enumerate(self.input_gradients) if not g.is_empty() and is_float(self.subject.inputs[i])]
        asked = self.subject.case.gradient
        if asked is True:
            return [i for i in given if self.subject.inputs[i].size]
        missing = set(asked) - set(given)
        assert not missing, f"the gradient maker gives no gradient for the inputs {sorted(missing)}"
        return list(asked)

    def _engines(self) -> list[str]:
        engines = {""}
        for op in self.backward:
            engines.update(same_result_engines(op.type, op.domain))
        if self.subject.case.engines is not None:
            engines &= {"", *self.subject.case.engines}
        return sorted(engines)

    def _feed(self) -> dict[str, Any]:
        weights = {_gradient_name(o): np.asarray(w, np.float32) for o, w in self.weights.items()}
        return {**self.subject.feed, **weights}

    def _analytic(self, engine: str, checked: Sequence[int]) -> dict[int, np.ndarray]:
        feed = self._feed()
        ops = [self.forward, *(with_engine(op, engine) for op in self.backward)]
        names = []
        for i in checked:
            g = self.input_gradients[i]
            names += [g.dense] if g.is_dense() else [g.indices, g.values]
        fetched = iter(self.subject.run.operators(ops, feed, names))
        return {i: self._dense(i, fetched) for i in checked}

    def _dense(self, i: int, fetched: Iterator[Any]) -> np.ndarray:
        if self.input_gradients[i].is_dense():
            return next(fetched)
        indices, values = next(fetched), next(fetched)
        out = np.zeros(self.subject.inputs[i].shape, np.float64)
        np.add.at(out, indices.ravel(), values.reshape(indices.size, *out.shape[1:]))
        return out

    def _objective(self, feed: dict[str, Any]) -> float:
        outputs = self.subject.run.operators([self.forward], feed, [self.subject.output_names[o] for o in self.outputs])
        return sum(float(np.sum(y.astype(np.float64) * self.weights[o])) for o, y in zip(self.outputs, outputs))

    def _numeric(self, i: int) -> tuple[np.ndarray, np.ndarray, float]:
        """Flat indices, the differences there, and the noise that float32 outputs bring into them."""
        x = self.subject.inputs[i]
        points = np.arange(x.size)
        if x.size > MAX_POINTS:
            points = np.sort(np.random.default_rng(7).choice(x.size, MAX_POINTS, replace=False))
        feed = self.subject.feed
        gradient = np.empty(len(points))
        for k, p in enumerate(points):
            value = np.float64(x.ravel()[p])
            step = self.subject.case.step * max(1.0, abs(value))
            sides = []
            for sign in (1, -1):
                moved = x.copy()
                moved.reshape(-1)[p] = value + sign * step
                feed[self.subject.input_names[i]] = moved
                sides.append((float(moved.reshape(-1)[p]), self._objective(feed)))
            gradient[k] = (sides[0][1] - sides[1][1]) / (sides[0][0] - sides[1][0])
        size = sum(float(np.sum(np.abs(self.subject.outputs[o] * w))) for o, w in self.weights.items())
        return points, gradient, 4 * np.finfo(np.float32).eps * size / self.subject.case.step

    def _compare(self, where: str, i: int, analytic: Any, points: np.ndarray, numeric: np.ndarray, noise: float) -> Iterator[str]:
        x = self.subject.inputs[i]
        if not isinstance(analytic, np.ndarray) or analytic.shape != x.shape:
            yield f"{where}: the gradient of input {i} has shape {getattr(analytic, 'shape', None)}, the input {x.shape}"
            return
        got = analytic.reshape(-1)[points].astype(np.float64)
        scale = np.maximum(np.maximum(np.abs(got), np.abs(numeric)), np.max(np.abs(numeric), initial=0.0))
        wrong = ~(np.abs(got - numeric) <= self.subject.case.threshold * scale + noise)
        if wrong.any():
            k = int(np.argmax(wrong))
            at = [int(n) for n in np.unravel_index(points[k], x.shape)]
            yield (f"{where}: input {i}: {int(wrong.sum())} of {wrong.size} elements differ, at {at} "
                   f"analytic {got[k]:g}, numeric {numeric[k]:g}")

    def _shapes(self) -> Iterator[str]:
        """The gradient operators' own shape rules."""
        feed = self._feed()
        for k, op in enumerate(self.backward):
            ops = [self.forward, *(with_engine(b, "") for b in self.backward[: k + 1])]
            if set(op.input) & set(op.output):
                continue
            fetched = self.subject.run.operators(ops, feed, [*op.input, *op.output])
            schema = _C.OpSchema.get(op.type, op.domain)
            if schema is None:
                yield f"the gradient operator {op.type} has no schema"
                continue
            yield from compare_shapes(schema, op, fetched[: len(op.input)], fetched[len(op.input):])


def _gradient_name(output: int) -> str:
    return f"dY{output}"
