"""What the converter knows of single operators: records for Caffe2's operators, upgrades of old opsets.

Both are found by walking the packages `netdef.onnx.ops` and `netdef.onnx.upgrades`.
"""

from __future__ import annotations

import dataclasses
import functools
import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from netdef import _C
from netdef.onnx import values

if TYPE_CHECKING:
    from netdef.onnx.builder import Builder
    from netdef.onnx.export_graph import ExportGraph
    from netdef.onnx.node import Node
    from netdef.proto import caffe2_pb2

FLOAT = frozenset({values.CODES["float"]})
NUMBERS = frozenset(values.CODES[name] for name in ("float", "int32", "int64"))


@dataclasses.dataclass(frozen=True)
class Record:
    """One Caffe2 operator and the ONNX operator of the same meaning, both ways.

    Plain records need no functions: inputs and outputs correspond by position, attributes by `arguments`.
    """

    caffe2: str | None
    """The Caffe2 type; None where only the import knows what to do."""
    onnx: str | None
    """The ONNX type; None where the operator has no counterpart and `to_onnx` composes it from others."""
    arguments: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """ONNX attribute -> Caffe2 argument."""
    fixed: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    """Attributes that have no argument -> the one value that Caffe2's operator implements."""
    types: frozenset[int] | None = FLOAT
    """Element types of the first input that Caffe2's operator serves as ONNX defines it; None for all."""
    inputs: int | None = None
    """The most inputs that Caffe2's operator takes, None for as many as ONNX allows."""
    outputs: int | None = 1
    """The most outputs that Caffe2's operator makes as ONNX defines them."""
    since: int = 1
    until: int | None = None
    """ONNX opsets whose semantics the record states: since <= opset < until; without end those of the newest."""
    domain: str = ""
    """The domain of the ONNX operator."""
    from_onnx: Callable[[Node, Builder], bool] | None = None
    """Emits Caffe2 operators for the node; False where they cannot serve this node."""
    to_onnx: Callable[[caffe2_pb2.OperatorDef, ExportGraph], None] | None = None
    """Adds ONNX nodes for the operator."""
    writes_from: int = 1
    """The oldest opset that has all that `to_onnx` adds."""
    why_not: str = ""
    """Why there is no way to ONNX."""

    def holds_at(self, version: int) -> bool:
        return self.since <= version and (self.until is None or version < self.until)


@dataclasses.dataclass(frozen=True)
class Upgrade:
    """How a node of an older opset becomes one of `until` or newer."""

    op_type: str
    until: int
    function: Callable[[Node, Builder], list[Node] | None]
    """Changes the node in place, or returns the nodes that take its place."""
    domain: str = ""


_UPGRADES: dict[tuple[str, str], list[Upgrade]] = {}


def upgrade(*op_types: str, until: int, domain: str = "") -> Callable:
    """Registers a function for nodes of these types whose semantics are older than opset `until`."""

    def register(function: Callable) -> Callable:
        for op_type in op_types:
            entries = _UPGRADES.setdefault((domain, op_type), [])
            if any(entry.until == until for entry in entries):
                raise ValueError(f"two upgrades of {op_type} until opset {until}")
            entries.append(Upgrade(op_type, until, function, domain))
            entries.sort(key=lambda entry: entry.until)
        return function

    return register


def _modules(package: str) -> Iterator[Any]:
    found = importlib.import_module(package)
    for module in sorted(pkgutil.iter_modules(found.__path__), key=lambda m: m.name):
        yield importlib.import_module(f"{package}.{module.name}")


@functools.cache
def records() -> tuple[Record, ...]:
    """All records: the RECORDS of the modules of netdef.onnx.ops."""
    return tuple(record for module in _modules("netdef.onnx.ops") for record in getattr(module, "RECORDS", ()))


@functools.cache
def upgrades() -> dict[tuple[str, str], list[Upgrade]]:
    """(domain, type) -> upgrades, oldest first."""
    for _ in _modules("netdef.onnx.upgrades"):
        pass
    return _UPGRADES


@functools.cache
def records_by_onnx() -> dict[tuple[str, str], list[Record]]:
    found: dict[tuple[str, str], list[Record]] = {}
    for record in records():
        if record.onnx is not None and (record.from_onnx or not record.to_onnx):
            found.setdefault((record.domain, record.onnx), []).append(record)
    return found


@functools.cache
def records_by_caffe2() -> dict[str, Record]:
    found: dict[str, Record] = {}
    for record in records():
        if record.caffe2 is None:
            continue
        if record.caffe2 in found:
            raise ValueError(f"two records for the Caffe2 operator {record.caffe2}")
        found[record.caffe2] = record
    return found


@functools.cache
def native() -> frozenset[tuple[str, str]]:
    """(domain, type) of the operators that netdef has beside Caffe2's."""
    return frozenset((domain, op_type) for domain, op_type in _C.OpSchema.keys() if domain)
