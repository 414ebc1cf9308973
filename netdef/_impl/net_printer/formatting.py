"""Values and calls as text."""

from __future__ import annotations

import os.path
from typing import Any, Sequence

from netdef.proto import caffe2_pb2


def commonprefix(m: Sequence[str]) -> str:
    """What all strings start with; "" of none."""
    return os.path.commonprefix(list(m))


def factor_prefix(vals: Sequence[Any], do_it: bool) -> str:
    """The values separated by commas; with do_it, a common start that ends with "/" is put before brackets: a/[b, c]."""
    names = [format_value(value) for value in vals]
    prefix = commonprefix(names) if len(names) > 1 and do_it else ""
    prefix = prefix[: prefix.rfind("/") + 1]
    joined = ", ".join(name[len(prefix):] for name in names)
    return f"{prefix}[{joined}]" if prefix else joined


def call(op: str, inputs: Sequence[Any] | None = None, outputs: Sequence[Any] | None = None, factor_prefixes: bool = False) -> str:
    """The text `outputs = op(inputs)`; inputs may be (name, value) pairs."""
    inputs = [] if inputs is None else inputs
    blobs = factor_prefix([item for item in inputs if not isinstance(item, tuple)], factor_prefixes)
    named = ", ".join(f"{name}={format_value(value)}" for name, value in (item for item in inputs if isinstance(item, tuple)))
    text = f"{op}({', '.join(part for part in (blobs, named) if part)})"
    return f"{factor_prefix(outputs, factor_prefixes)} = {text}" if outputs else text


def format_value(val: Any) -> str:
    """A value: lists in brackets, others as str gives them."""
    if isinstance(val, list):
        return "[" + ", ".join(repr(format_value(v)) for v in val) + "]"
    return str(val)


def format_device_option(dev_opt: caffe2_pb2.DeviceOption | None) -> str | None:
    """A device as `DeviceOption(type, id, 'node')`; None for the default one."""
    if not dev_opt or not (dev_opt.device_type or dev_opt.device_id or dev_opt.node_name):
        return None
    return f"DeviceOption({dev_opt.device_type}, {dev_opt.device_id}, {dev_opt.node_name!r})"


def argument_value(arg: caffe2_pb2.Argument) -> str:
    """An argument's value."""
    for field in ("f", "i"):
        if arg.HasField(field):
            return repr(_short(getattr(arg, field)))
    if arg.HasField("s"):
        return repr(arg.s.decode(errors="backslashreplace"))
    if arg.HasField("n"):
        return f"net '{arg.n.name}'"
    if arg.strings:
        return repr([repr(s.decode(errors="backslashreplace")) for s in arg.strings])
    if arg.nets:
        return repr([f"net '{net.name}'" for net in arg.nets])
    return repr([_short(value) for value in (*arg.floats, *arg.ints)])


def _short(value: Any) -> Any:
    return float(f"{value:.7g}") if isinstance(value, float) else value
