"""Arguments of operators and nets: from Python values and back."""

from __future__ import annotations

from typing import Any, Iterable

import numpy as np
from google.protobuf.message import Message

from netdef.proto import caffe2_pb2


def MakeArgument(key: str, value: Any) -> caffe2_pb2.Argument:
    """An Argument with `value` in the field that fits it.

    Scalars: bool and int -> i, float -> f, str and bytes -> s, NetDef -> n, other messages -> s, serialized.
    Iterables of one of these: ints, floats, strings, nets. Arrays are flattened; an empty list leaves only the name.

    Raises:
        ValueError: no field fits, None and lists of mixed types among them.
    """
    argument = caffe2_pb2.Argument(name=key)
    iterable = isinstance(value, np.ndarray) or (
        hasattr(value, "__iter__") and not isinstance(value, (str, bytes, Message, np.generic)))
    if isinstance(value, np.ndarray):
        value = value.flatten().tolist()
    if iterable:
        items = list(value)
        if not _set_list(argument, items):
            types = {type(item) for item in items}
            raise ValueError(f"Unknown iterable argument type: key={key} value={value}, value type={type(value)}[{types}]")
    elif not _set_scalar(argument, value):
        raise ValueError(f"Unknown argument type: key={key} value={value}, value type={type(value)}")
    return argument


def _set_scalar(argument: caffe2_pb2.Argument, value: Any) -> bool:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        argument.f = value
    elif isinstance(value, int):  # bool is one
        argument.i = int(value)
    elif isinstance(value, (bytes, str)):
        argument.s = _to_bytes(value)
    elif isinstance(value, caffe2_pb2.NetDef):
        argument.n.CopyFrom(value)
    elif isinstance(value, Message):
        argument.s = value.SerializeToString()
    else:
        return False
    return True


def _set_list(argument: caffe2_pb2.Argument, items: list[Any]) -> bool:
    if all(isinstance(v, (float, np.floating)) for v in items):
        argument.floats.extend(float(v) for v in items)
    elif all(isinstance(v, (int, np.integer, np.bool_)) for v in items):
        argument.ints.extend(int(v) for v in items)
    elif all(isinstance(v, (bytes, str)) for v in items):
        argument.strings.extend(_to_bytes(v) for v in items)
    elif all(isinstance(v, caffe2_pb2.NetDef) for v in items):
        argument.nets.extend(items)
    elif all(isinstance(v, Message) for v in items):
        argument.strings.extend(v.SerializeToString() for v in items)
    else:
        return False
    return True


def _to_bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text


def ArgsToDict(args: Iterable[caffe2_pb2.Argument]) -> dict[str, Any]:
    """Values of arguments by name; None for one without a value."""
    return {arg.name: _value(arg) for arg in args}


def _value(arg: caffe2_pb2.Argument) -> Any:
    for field in ("f", "i", "s", "n", "t"):
        if arg.HasField(field):
            return getattr(arg, field)
    for field in ("floats", "ints", "strings", "nets", "tensors", "qtensors"):
        values = getattr(arg, field)
        if values:
            return list(values)
    return None
