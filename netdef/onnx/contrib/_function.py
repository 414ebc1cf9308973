"""Functions that define operators which ONNX itself does not have: what the modules of netdef.onnx.contrib write.

A definition is a Python function that gets a Function and returns the names of the outputs. It is written for the newest opset.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import onnx

from netdef.onnx import opsets
from netdef.onnx.error import Unsupported
from netdef.onnx.values import UNKNOWN, ValueType

Definition = Callable[["Function"], "str | Sequence[str]"]

_DEFINITIONS: dict[str, Definition] = {}


def definition(*op_types: str) -> Callable[[Definition], Definition]:
    """Registers the definition of operators of ONNX Runtime."""

    def register(function: Definition) -> Definition:
        for op_type in op_types:
            if op_type in _DEFINITIONS:
                raise ValueError(f"two definitions of {op_type}")
            _DEFINITIONS[op_type] = function
        return function

    return register


@functools.cache
def definitions() -> Mapping[str, Definition]:
    """Operator type -> definition."""
    package = importlib.import_module("netdef.onnx.contrib")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")
    return _DEFINITIONS


class Function:
    """The nodes of one definition for one node of the operator.

    inputs: its inputs by their names here, "" where they are left out.
    attributes: values as values.attribute_value gives them.
    types: what is known of the inputs.
    """

    def __init__(self, op_type: str, present: Sequence[bool], outputs: int, attributes: Mapping[str, Any],
                 types: Sequence[ValueType] = ()):
        self.op_type = op_type
        self.inputs = [f"x{i}" if there else "" for i, there in enumerate(present)]
        self.outputs = outputs
        self.attributes = attributes
        self._types = dict(zip(self.inputs, types))
        self._nodes: list[onnx.NodeProto] = []
        self._count = 0

    def input(self, i: int) -> str:
        """The name of input i, "" where it is absent."""
        return self.inputs[i] if i < len(self.inputs) else ""

    def attribute(self, name: str, default: Any = None) -> Any:
        """The attribute's value, strings as text; without a default it is required."""
        value = self.attributes.get(name, default)
        if value is None:
            raise Unsupported(f"it lacks the attribute '{name}'")
        return value.decode(errors="replace") if isinstance(value, bytes) else value

    def rank(self, name: str) -> int | None:
        """The rank of an input, None where it is not known."""
        return self._types.get(name, UNKNOWN).rank

    def dtype(self, name: str) -> int:
        """ONNX's code of the element type of an input, 0 where it is not known."""
        return self._types.get(name, UNKNOWN).dtype

    def node(self, op_type: str, *inputs: str, outputs: int = 1, **attributes: Any) -> Any:
        """Adds a node of ONNX; its output, or a list of them. Attributes of value None are left out."""
        names = [self._name() for _ in range(outputs)]
        given = {key: value for key, value in attributes.items() if value is not None}
        self._nodes.append(onnx.helper.make_node(op_type, list(inputs), names, **given))
        return names[0] if outputs == 1 else names

    def constant(self, value: Any, dtype: Any = np.float32) -> str:
        return self.node("Constant", value=onnx.numpy_helper.from_array(np.asarray(value, dtype)))

    def ints(self, value: Any) -> str:
        return self.constant(value, np.int64)

    def like(self, value: Any, x: str) -> str:
        """A constant of the element type of a tensor."""
        return self.node("CastLike", self.constant(value), x)

    def dimension(self, x: str, axis: int) -> str:
        """The size of an axis, as a vector of one int64."""
        return self.node("Gather", self.node("Shape", x), self.ints([axis]), axis=0)

    def reshape(self, x: str, *sizes: int | str) -> str:
        """To sizes that are numbers or vectors of one int64."""
        if all(isinstance(size, int) for size in sizes):
            return self.node("Reshape", x, self.ints(list(sizes)))
        parts = [self.ints([size]) if isinstance(size, int) else size for size in sizes]
        return self.node("Reshape", x, self.node("Concat", *parts, axis=0))

    def slice(self, x: str, start: int | str, end: int | str, axis: int) -> str:
        bounds = [self.ints([bound]) if isinstance(bound, int) else bound for bound in (start, end)]
        return self.node("Slice", x, *bounds, self.ints([axis]))

    def _name(self) -> str:
        self._count += 1
        return f"t{self._count}"

    def proto(self, results: str | Sequence[str], overload: str = "") -> onnx.FunctionProto:
        """The function; `results` are its outputs, "" where there is none."""
        results = [results] if isinstance(results, str) else list(results)
        if len(results) < self.outputs:
            raise Unsupported(f"{self.outputs} outputs are asked for, netdef makes {len(results)}")
        results = [name or self._name() for name in results[: self.outputs]]
        proto = onnx.FunctionProto(domain=opsets.CONTRIB, name=self.op_type, overload=overload, node=self._nodes)
        proto.opset_import.add(domain="", version=opsets.newest())
        proto.input.extend(name or f"absent{i}" for i, name in enumerate(self.inputs))
        proto.output.extend(f"y{i}" for i in range(len(results)))
        made = {name for node in self._nodes for name in node.output}
        proto.node.extend(
            onnx.helper.make_node("Identity", [name], [f"y{i}"]) for i, name in enumerate(results) if name in made or name in self.inputs)
        proto.attribute.extend(self.attributes)
        return proto


def define(op_type: str, present: Sequence[bool], outputs: int, attributes: Mapping[str, Any], types: Sequence[ValueType],
           overload: str = "") -> onnx.FunctionProto:
    """The function that defines one node of an operator of ONNX Runtime."""
    function = Function(op_type, present, outputs, attributes, types)
    return function.proto(definitions()[op_type](function), overload)
