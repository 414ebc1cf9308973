"""A node of an ONNX graph while it is converted."""

from __future__ import annotations

import dataclasses
from typing import Any

import onnx

from netdef.onnx.values import attribute_value

_OPTIONAL_ATTRIBUTE = object()


@dataclasses.dataclass
class Node:
    op_type: str
    inputs: list[str]
    outputs: list[str]
    attributes: dict[str, Any] = dataclasses.field(default_factory=dict)
    """Values as values.attribute_value gives them."""
    domain: str = ""
    version: int = 0
    """The opset whose semantics the node has: the version of its schema, or higher once it is upgraded."""
    name: str = ""

    def attribute(self, name: str, default: Any = _OPTIONAL_ATTRIBUTE) -> Any:
        """The attribute's value; without it `default`, or the default of the operator's newest schema."""
        if name in self.attributes:
            return self.attributes[name]
        if default is not _OPTIONAL_ATTRIBUTE:
            return default
        return attribute_value(onnx.defs.get_schema(self.op_type, self.domain).attributes[name].default_value)

    def input(self, i: int) -> str:
        """The name of input i, "" where it is absent."""
        return self.inputs[i] if i < len(self.inputs) else ""

    @property
    def label(self) -> str:
        """How messages name the node."""
        kind = f"{self.domain}::{self.op_type}" if self.domain else self.op_type
        return f"{kind} '{self.name or ', '.join(self.outputs[:3])}'"
