"""Element types and shapes of blobs, carried by a net in its argument `value_info`: "x: float[N,3,224,224]".

A size is a number, the name of a size, or "?"; without brackets not even the rank is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import onnx

from netdef.onnx import values
from netdef.onnx.error import ConversionError
from netdef.onnx.values import ValueType
from netdef.proto import caffe2_pb2

ARGUMENT = "value_info"
_ENTRY = re.compile(r"(?P<name>.*): (?P<dtype>\w+)(\[(?P<dims>[^\[\]]*)\])?", re.DOTALL)


def attach(net: caffe2_pb2.NetDef, types: Mapping[str, ValueType], names: Iterable[str]) -> None:
    """Writes what is known of the blobs `names` into the net."""
    entries = [f"{name}: {text(types[name])}" for name in names if name in types and types[name].dtype]
    if entries:
        net.arg.add(name=ARGUMENT, strings=[entry.encode() for entry in entries])


def text(found: ValueType) -> str:
    dims = "" if found.shape is None else "[" + ",".join(_dim_text(dim) for dim in found.shape) + "]"
    return values.NAMES[found.dtype] + dims


def _dim_text(dim: int | str | None) -> str:
    return "?" if dim is None else re.sub(r"[\[\],:]", "_", str(dim))


def attached(net: caffe2_pb2.NetDef) -> dict[str, tuple[int, tuple[int | str | None, ...] | None]]:
    """{blob: (ONNX's code of the element type, shape)} of what the net carries."""
    found = {}
    for arg in net.arg:
        if arg.name != ARGUMENT:
            continue
        for entry in arg.strings:
            match = _ENTRY.fullmatch(entry.decode(errors="replace"))
            if match is None or match["dtype"] not in values.CODES:
                raise ConversionError(f"the net's argument {ARGUMENT} has the entry {entry[:80]!r}; expected 'name: type[sizes]'")
            dims = match["dims"]
            shape = None if dims is None else tuple(_dim(part) for part in dims.split(",") if part)
            found[match["name"]] = values.CODES[match["dtype"]], shape
    return found


def _dim(part: str) -> int | str | None:
    return int(part) if re.fullmatch(r"-?\d+", part) else None if part == "?" else part


def of(inputs: Mapping[str, Any]) -> dict[str, tuple[int, tuple[int | str, ...]]]:
    """Value info from what callers write: an array, a shape (of floats), or (numpy type or ONNX's code, shape)."""
    result = {}
    for name, given in inputs.items():
        if isinstance(given, np.ndarray):
            result[name] = _code(given.dtype), given.shape
        elif len(given) == 2 and isinstance(given[1], Sequence) and not isinstance(given[1], str):
            result[name] = given[0] if isinstance(given[0], int) else _code(np.dtype(given[0])), tuple(given[1])
        else:
            result[name] = values.CODES["float"], tuple(given)
    return result


def _code(dtype: np.dtype) -> int:
    return values.CODES["string"] if dtype.kind in "OUS" else onnx.helper.np_dtype_to_tensor_dtype(dtype)
