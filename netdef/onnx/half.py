"""Half precision: from the first weights on, nodes on float16 and bfloat16 compute in float, and what they make is rounded for those who read it as it is.

Between such nodes values stay in float, as in other runtimes on CPUs: each half value has a float twin, made when it is asked
for. Rounding that nobody sees is dead code, which a predictor leaves out. Formulas without weights are rounded after each node, as they are written.
"""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING

import onnx

from netdef.onnx import opsets
from netdef.onnx.node import Node
from netdef.onnx.values import CODES, ValueType

if TYPE_CHECKING:
    from netdef.onnx.builder import Builder

_HALVES = (CODES["float16"], CODES["bfloat16"])


def widen(node: Node, builder: Builder) -> Node | None:
    """The node on the float twins of its half inputs and outputs; None for a node that is to be converted as it is."""
    inputs = [i for i, name in enumerate(node.inputs) if builder.dtype(name) in _HALVES]
    schema = opsets.schema(node.op_type, node.domain, node.version) if inputs else None
    if schema is None or any(isinstance(value, onnx.GraphProto) for value in node.attributes.values()):
        return None
    allowed = {constraint.type_param_str: constraint.allowed_type_strs for constraint in schema.type_constraints}
    variables = {_variable(schema.inputs, i) for i in inputs}
    outputs = [o for o, name in enumerate(node.outputs) if name and _variable(schema.outputs, o) in variables]
    rounded = [o for o, name in enumerate(node.outputs) if builder.dtype(name) in _HALVES]
    if not outputs or not set(rounded) <= set(outputs) or not all("tensor(float)" in allowed.get(v, ()) for v in variables):
        return None
    # What takes strings as well only moves elements, weights too.
    moves = all("tensor(string)" in allowed[v] for v in variables)
    if not any(node.inputs[i] in builder.twins or (not moves and _is_weight(node.inputs[i], builder)) for i in inputs):
        return None
    wide = dataclasses.replace(node, inputs=list(node.inputs), outputs=list(node.outputs))
    for i in inputs:
        wide.inputs[i] = _twin(node.inputs[i], builder)
    for o in outputs:
        wide.outputs[o] = builder.temporary(f"{node.outputs[o]}_float", _in_float(builder.type(node.outputs[o])))
    return wide


def narrow(wide: Node, node: Node, builder: Builder) -> None:
    """Rounds the outputs of a node that `widen` gave to those of the original."""
    given = next(builder.dtype(name) for name in node.inputs if builder.dtype(name) in _HALVES)
    for twin, name in zip(wide.outputs, node.outputs):
        if twin != name:
            builder.node("Cast", [twin], [name], to=builder.dtype(name) or given)
            builder.twins[name] = twin


def _variable(formal: list[onnx.defs.OpSchema.FormalParameter], i: int) -> str:
    """The type variable of input or output i; the last one stands for all that follow."""
    return formal[min(i, len(formal) - 1)].type_str


def _is_weight(name: str, builder: Builder) -> bool:
    return builder.is_constant(name) and math.prod(builder.type(name).fixed_shape or ()) > 1


def _in_float(half: ValueType) -> ValueType:
    return ValueType(CODES["float"], half.shape)


def _twin(name: str, builder: Builder) -> str:
    if name not in builder.twins:
        twin = builder.node("Cast", [name], like=_in_float(builder.type(name)), to=CODES["float"])
        value = builder.constant_value(name)
        if value is not None:
            builder.importer.constants[twin] = value.astype("float32")
        builder.twins[name] = twin
    return builder.twins[name]
