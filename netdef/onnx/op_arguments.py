"""Arguments of a Caffe2 operator as its schema declares them: what is not given has its default."""

from __future__ import annotations

import ast
import functools
from typing import Any

from netdef import _C
from netdef.onnx.error import Unsupported
from netdef.proto import caffe2_pb2

_FIELDS = ("floats", "ints", "strings", "nets")


class OpArguments:
    """Values by name; strings as str."""

    def __init__(self, op: caffe2_pb2.OperatorDef):
        self.given = {arg.name: value_of(arg) for arg in op.arg}
        self.defaults = _defaults(op.type, op.domain)

    def __getitem__(self, name: str) -> Any:
        if name not in self.given:
            if name not in self.defaults:
                raise Unsupported(f"it lacks the argument '{name}'")
            return self.defaults[name]
        value, default = self.given[name], self.defaults.get(name)
        if isinstance(default, list) and not isinstance(value, list):
            return [value]
        if isinstance(default, (int, bool)) and isinstance(value, float) and value == int(value):
            return int(value)
        return value

    def __contains__(self, name: str) -> bool:
        return name in self.given

    def get(self, name: str, default: Any = None) -> Any:
        return self[name] if name in self.given or name in self.defaults else default


def value_of(arg: caffe2_pb2.Argument) -> Any:
    """The one value that an argument holds; an empty list where it holds none."""
    for field in ("f", "i", "s", "n"):
        if arg.HasField(field):
            value = getattr(arg, field)
            return _text(value) if field == "s" else value
    for field in _FIELDS:
        if getattr(arg, field):
            return [_text(item) for item in arg.strings] if field == "strings" else list(getattr(arg, field))
    return []


def _text(value: bytes) -> str | bytes:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value


@functools.cache
def _defaults(op_type: str, domain: str) -> dict[str, Any]:
    schema = _C.OpSchema.get(op_type, domain)
    return {} if schema is None else {arg.name: _parsed(arg) for arg in schema.args if not arg.required}


def _parsed(arg: _C.OpArg) -> Any:
    if arg.type == "bool":
        return arg.default == "true"
    if arg.type == "float" and arg.default:
        return float(arg.default)
    try:
        return ast.literal_eval(arg.default) if arg.default else None
    except (ValueError, SyntaxError):
        return arg.default
