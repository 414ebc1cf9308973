"""Reads an ONNX file whose large tensors stay out of the message: each goes from the file to its array at once.

A weight inside a message is copied by whoever reads, takes or hands on the message.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
import onnx

import netdef
from netdef.onnx import files, values
from netdef.onnx.error import ConversionError

_LARGE = 1 << 16
"""Bytes of a tensor that is worth it."""
_ALIGNMENT = 64
_WINDOW = 1 << 14
_GRAPH = onnx.ModelProto.DESCRIPTOR.fields_by_name["graph"].number
_INITIALIZER = onnx.GraphProto.DESCRIPTOR.fields_by_name["initializer"].number
_RAW_DATA = onnx.TensorProto.DESCRIPTOR.fields_by_name["raw_data"].number
_VARINT, _BYTES = 0, 2
_WIDTHS = {1: 8, 5: 4}
"""Bytes of the wire types of fixed width."""


def read(path: str | os.PathLike, limits: netdef.Limits | None = None) -> tuple[onnx.ModelProto, dict[str, np.ndarray]]:
    """The model in a file, and by name the large initializers whose contents the model lacks: it declares them as external.

    Raises ConversionError for what is no ONNX model, and for external data outside of the file's folder.
    """
    path = Path(path)
    limits = limits or netdef.Limits()
    files.check_size(path, limits)
    with open(path, "rb", buffering=0) as file:
        split = _Split(file, str(path))
        model = files.parse(split.message, str(path))
        files.load_external(model, path.parent, limits)
        return model, _arrays(split, model)


def _arrays(split: _Split, model: onnx.ModelProto) -> dict[str, np.ndarray]:
    sizes = [-(-size // _ALIGNMENT) * _ALIGNMENT for _, _, size in split.places]
    memory = np.empty(sum(sizes) + _ALIGNMENT, np.uint8)  # one piece, which the system may put on large pages
    memory = memory[-memory.ctypes.data % _ALIGNMENT :]
    arrays = {}
    for (position, offset, size), room in zip(split.places, sizes):
        tensor = model.graph.initializer[position]
        if tensor.name in arrays:
            raise ConversionError(f"the value '{tensor.name}' is defined twice")
        split.read_into(offset, memory[:size])
        arrays[tensor.name] = values.from_bytes(tensor, memory[:size])
        tensor.data_location = onnx.TensorProto.EXTERNAL
        memory = memory[room:]
    return arrays


class _Split:
    """A serialized model in a file, taken apart.

    message: the bytes of the model without the contents of large initializers.
    places: of those, (position among the initializers, offset in the file, bytes).
    """

    def __init__(self, file: BinaryIO, source: str):
        self._file, self._source = file, source
        self._window, self._window_at = b"", 0
        self._initializers = 0
        self.places: list[tuple[int, int, int]] = []
        self.message = self._without(0, os.fstat(file.fileno()).st_size, _GRAPH, self._graph)

    def _graph(self, begin: int, end: int) -> bytes:
        return self._without(begin, end, _INITIALIZER, self._initializer)

    def _initializer(self, begin: int, end: int) -> bytes:
        position = self._initializers
        self._initializers += 1
        large = [field for field in self._fields(begin, end) if field[0] == _RAW_DATA] if end - begin >= _LARGE else []
        if len(large) != 1 or large[0][3] - large[0][2] < _LARGE:
            return self._read(begin, end)
        (_, start, contents, stop), = large
        self.places.append((position, contents, stop - contents))
        return self._read(begin, start) + self._read(stop, end)

    def _without(self, begin: int, end: int, number: int, part) -> bytes:
        """The message at [begin, end) whose fields of that number are what `part` makes of them."""
        pieces, left = [], begin
        for found, start, contents, stop in self._fields(begin, end):
            if found != number:
                continue
            made = part(contents, stop)
            pieces += [self._read(left, start), _varint(number << 3 | _BYTES), _varint(len(made)), made]
            left = stop
        return b"".join([*pieces, self._read(left, end)])

    def _fields(self, begin: int, end: int) -> Iterator[tuple[int, int, int, int]]:
        """(number, start, start of the contents, end) of each field."""
        at = begin
        while at < end:
            start = at
            tag, at = self._number(at, end)
            contents = at
            if tag & 7 == _VARINT:
                _, at = self._number(at, end)
            elif tag & 7 == _BYTES:
                length, contents = self._number(at, end)
                at = contents + length
            else:
                at += _WIDTHS.get(tag & 7, end)
            if at > end:
                self._damaged(start)
            yield tag >> 3, start, contents, at

    def _number(self, at: int, end: int) -> tuple[int, int]:
        """A number of variable length, and where it ends."""
        value = 0
        for shift in range(0, 70, 7):
            if at >= end:
                break
            if not self._window_at <= at < self._window_at + len(self._window):
                self._window, self._window_at = self._read(at, min(at + _WINDOW, end)), at
            byte = self._window[at - self._window_at]
            at += 1
            value |= (byte & 127) << shift
            if byte < 128:
                return value, at
        self._damaged(at)

    def _read(self, begin: int, end: int) -> bytearray:
        piece = bytearray(end - begin)
        self.read_into(begin, piece)
        return piece

    def read_into(self, offset: int, piece: bytearray | np.ndarray) -> None:
        """Fills `piece` with what is in the file from `offset` on."""
        self._file.seek(offset)
        view = memoryview(piece)
        while len(view):
            got = self._file.readinto(view)
            if not got:
                raise ConversionError(f"{self._source} ended while it was read")
            view = view[got:]

    def _damaged(self, at: int):
        raise ConversionError(f"{self._source} is no ONNX model, or a damaged one: what is at byte {at} is no field of a message")


def _varint(value: int) -> bytes:
    made = bytearray()
    while value > 127:
        made.append(value & 127 | 128)
        value >>= 7
    return bytes([*made, value])
