"""Two models side by side: the first layer in which they differ."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from netdef.onnx.error import ConversionError
from netdef.onnx.runtimes import NetDefSide, OnnxSide, difference

Side = NetDefSide | OnnxSide

TOLERANCE = 2e-3
"""Of the largest magnitude of a value: what other summation orders and fused layers may cost."""


@dataclasses.dataclass(frozen=True)
class Comparison:
    """One value of both models."""

    left: str
    right: str
    difference: float
    magnitude: float
    tolerance: float
    shapes: tuple[Any, Any]

    @property
    def agrees(self) -> bool:
        return self.difference <= self.tolerance * max(self.magnitude, 1e-3)


def matched_inputs(left: Side, right: Side, inputs: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The inputs under the names of both sides: by name, or by position where the names differ."""
    if set(right.inputs) <= set(inputs):
        return dict(inputs), dict(inputs)
    if len(left.inputs) != len(right.inputs):
        raise ConversionError(f"the models take different inputs: {left.inputs} and {right.inputs}")
    return dict(inputs), {r: inputs[name] for name, r in zip(left.inputs, right.inputs)}


def compare_outputs(left: Side, right: Side, inputs: Mapping[str, Any], tolerance: float = TOLERANCE) -> list[Comparison]:
    """The outputs that both models have, by name; by position where no name is the same."""
    of_left, of_right = matched_inputs(left, right, inputs)
    pairs = [(name, name) for name in left.outputs if name in right.outputs] or list(zip(left.outputs, right.outputs))
    if not pairs or (len(left.outputs) != len(right.outputs) and pairs[0][0] != pairs[0][1]):
        raise ConversionError(f"the models make different outputs: {left.outputs} and {right.outputs}")
    of_left, of_right = dict(zip(left.outputs, left.run(of_left))), dict(zip(right.outputs, right.run(of_right)))
    return [_compared(a, b, of_left[a], of_right[b], tolerance) for a, b in pairs]


def compare_layers(left: Side, right: Side, inputs: Mapping[str, Any], tolerance: float = TOLERANCE) -> Iterator[Comparison]:
    """The values that both models have under one name, in the order of the left one, as they are computed."""
    of_left, of_right = matched_inputs(left, right, inputs)
    others = set(right.layer_names())
    common = {name for name in left.layer_names() if name in others}
    waiting: dict[str, Any] = {}
    stream = right.layers(of_right, common)
    for name, value in left.layers(of_left, common):
        while name not in waiting:
            other, found = next(stream, (None, None))
            if other is None:
                break
            waiting[other] = found
        if name in waiting:
            yield _compared(name, name, value, waiting.pop(name), tolerance)


def _compared(left: str, right: str, a: Any, b: Any, tolerance: float) -> Comparison:
    gap, magnitude = difference(a, b)
    return Comparison(left, right, gap, magnitude, tolerance, (np.shape(a) if not isinstance(a, tuple) else np.shape(a[0]), np.shape(b)))
