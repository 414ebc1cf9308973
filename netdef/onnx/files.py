"""Reading and writing ONNX files; their external data only inside the model's folder."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import onnx
from google.protobuf.message import DecodeError

import netdef
from netdef.onnx import values
from netdef.onnx.error import ConversionError
from netdef.onnx.graphs import nested_graphs


def read(path: str | os.PathLike, limits: netdef.Limits | None = None) -> onnx.ModelProto:
    """The model in a file, with its external tensors.

    Raises ConversionError for what is no ONNX model, and for external data outside of the file's folder.
    """
    path = Path(path)
    limits = limits or netdef.Limits()
    check_size(path, limits)
    model = parse(path.read_bytes(), str(path))
    load_external(model, path.parent, limits)
    return model


def check_size(path: Path, limits: netdef.Limits) -> None:
    """Raises ConversionError for a file that is longer than the limits allow."""
    size = path.stat().st_size
    if size > limits.bytes:
        raise ConversionError(f"'{path}' has {size} bytes, the limit is {limits.bytes}")


def write(model: onnx.ModelProto, path: str | os.PathLike) -> None:
    """Writes a model; through a file of another name, so that a failure leaves what was there.

    Raises ConversionError where the path is a folder, or its folder does not exist.
    """
    path = Path(path)
    if path.is_dir() or not path.parent.is_dir():
        raise ConversionError(f"an ONNX model is one file; '{path}' is a folder" if path.is_dir() else f"there is no folder '{path.parent}' to write '{path.name}' into")
    external = model.ByteSize() >= onnx.checker.MAXIMUM_PROTOBUF
    if external:
        onnx.external_data_helper.convert_model_to_external_data(model, all_tensors_to_one_file=True, location=f"{path.name}.data")
        onnx.external_data_helper.write_external_data_tensors(model, str(path.parent))
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(model.SerializeToString())
    part.replace(path)


def parse(data: bytes, source: str = "the model") -> onnx.ModelProto:
    """A serialized model. Raises ConversionError for bytes that are none."""
    try:
        model = onnx.ModelProto.FromString(data)
    except (DecodeError, RecursionError) as error:
        raise ConversionError(f"{source} is no ONNX model, or a damaged one: {error}") from error
    if not model.HasField("graph") or not (model.ir_version or model.opset_import):
        raise ConversionError(f"{source} is no ONNX model: it has no graph or names no version")
    return model


def tensors(model: onnx.ModelProto) -> Iterator[onnx.TensorProto]:
    """Every tensor of a model: initializers and attributes, in nested graphs and functions too."""
    yield from _graph_tensors(model.graph)
    for function in model.functions:
        yield from _node_tensors(function.node)


def _graph_tensors(graph: onnx.GraphProto) -> Iterator[onnx.TensorProto]:
    yield from graph.initializer
    for sparse in graph.sparse_initializer:
        yield from (sparse.values, sparse.indices)
    yield from _node_tensors(graph.node)


def _node_tensors(nodes) -> Iterator[onnx.TensorProto]:
    for node in nodes:
        for attribute in node.attribute:
            if attribute.HasField("t"):
                yield attribute.t
            yield from attribute.tensors
            if attribute.HasField("sparse_tensor"):
                yield from (attribute.sparse_tensor.values, attribute.sparse_tensor.indices)
        for graph in nested_graphs(node):
            yield from _graph_tensors(graph)


def load_external(model: onnx.ModelProto, folder: Path, limits: netdef.Limits) -> None:
    """Puts the tensors that are in files of their own into the model."""
    total = 0
    for tensor in tensors(model):
        if tensor.data_location != onnx.TensorProto.EXTERNAL:
            continue
        if any(len(getattr(tensor, f)) for f in ("raw_data", "float_data", "int32_data", "int64_data", "double_data", "uint64_data", "string_data")):
            raise ConversionError(f"tensor '{tensor.name}' has two payloads: one in the model, one in an external file")
        if tensor.data_type not in values.NAMES or tensor.data_type == values.CODES["string"]:
            raise ConversionError(f"tensor '{tensor.name}' of type {tensor.data_type} cannot be in an external file")
        expected = values.byte_count(tensor.data_type, values.element_count(tensor))
        total += expected
        if total > limits.tensor_bytes:
            raise ConversionError(f"the model's external tensors have more than {limits.tensor_bytes} bytes")
        entries = {entry.key: entry.value for entry in tensor.external_data}
        tensor.raw_data = _external_bytes(tensor.name, folder, entries, expected)
        tensor.data_location = onnx.TensorProto.DEFAULT
        del tensor.external_data[:]


def _external_bytes(name: str, folder: Path, entries: dict[str, str], expected: int) -> bytes:
    try:
        offset, length = int(entries.get("offset", 0)), int(entries.get("length", expected))
    except ValueError as error:
        raise ConversionError(f"tensor '{name}': offset and length of its external data must be numbers: {error}") from error
    if length != expected or offset < 0:
        raise ConversionError(f"tensor '{name}' needs {expected} bytes, its external data has offset {offset} and length {length}")
    path = inside(folder, entries.get("location", ""), f"tensor '{name}'")
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        size = os.fstat(handle).st_size
        if offset + length > size:
            raise ConversionError(f"tensor '{name}' ends at byte {offset + length} of '{path.name}', which has {size}")
        file.seek(offset)
        return file.read(length)


def inside(folder: Path, location: str, what: str) -> Path:
    """The regular file at a relative path that does not leave the folder: no absolute path, no "..", no links."""
    parts = PurePosixPath(location.replace("\\", "/")).parts
    if not parts or "\0" in location or ".." in parts or PurePosixPath(location).is_absolute() or ":" in parts[0] or parts[0] == "/":
        raise ConversionError(f"{what}: external data must be inside the model's folder, '{location[:200]}' is not")
    path = folder
    for part in parts:
        path = path / part
        try:
            mode = os.lstat(path)
        except (OSError, ValueError) as error:
            raise ConversionError(f"{what}: its external data '{location[:200]}' cannot be read: {error}") from error
        if stat.S_ISLNK(mode.st_mode):
            raise ConversionError(f"{what}: external data must not be reached through links, '{path.name}' is one")
    if not stat.S_ISREG(mode.st_mode) or mode.st_nlink != 1:
        raise ConversionError(f"{what}: external data must be a regular file with one name, '{location[:200]}' is not")
    return path
