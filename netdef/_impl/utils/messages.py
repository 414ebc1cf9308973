"""Reading, comparing and converting protobuf messages."""

from __future__ import annotations

import copy
from typing import Any, Callable, Iterable

from google.protobuf import text_format
from google.protobuf.message import DecodeError, Message

from netdef.proto import caffe2_pb2


def OpAlmostEqual(op_a: caffe2_pb2.OperatorDef, op_b: caffe2_pb2.OperatorDef,
                  ignore_fields: str | Iterable[str] | None = None) -> bool:
    """Whether two operators are equal apart from `ignore_fields`."""
    fields = [ignore_fields] if isinstance(ignore_fields, str) else list(ignore_fields or [])
    copies = copy.deepcopy(op_a), copy.deepcopy(op_b)
    for op in copies:
        for field in fields:
            op.ClearField(field)
    return copies[0] == copies[1]


def replace_operators(net: caffe2_pb2.NetDef, ops: Iterable[caffe2_pb2.OperatorDef]) -> None:
    """Gives the net copies of these operators, its own ones among them, in place of those it has."""
    copies = [copy.deepcopy(op) for op in ops]
    del net.op[:]
    net.op.extend(copies)


def TryReadProtoWithClass(cls: type[Message], s: str | bytes) -> Message:
    """A message of class `cls` from its text or binary form.

    Raises:
        google.protobuf.message.DecodeError: it is neither.
    """
    message = cls()
    try:
        text_format.Parse(s, message)
        return message
    except (text_format.ParseError, UnicodeDecodeError):
        message.Clear()
        message.ParseFromString(s.encode() if isinstance(s, str) else s)
        return message


def GetContentFromProto(obj: Message, function_map: dict[type, Callable[[Any], Any]]) -> Any:
    """What the function for the message's class returns, None where there is no such function."""
    for cls, function in function_map.items():
        if type(obj) is cls:
            return function(obj)
    return None


def GetContentFromProtoString(s: str | bytes, function_map: dict[type, Callable[[Any], Any]]) -> Any:
    """Parses `s` as each class of `function_map` in turn and calls the function of the first that fits.

    Raises:
        google.protobuf.message.DecodeError: none fits.
    """
    for cls, function in function_map.items():
        try:
            return function(TryReadProtoWithClass(cls, s))
        except DecodeError:
            continue
    raise DecodeError("Cannot find a fit protobuffer class.")


def ConvertProtoToBinary(proto_class: type[Message], filename: str, out_filename: str) -> None:
    """Writes the binary form of a text or binary file."""
    with open(filename, "rb") as source:
        message = TryReadProtoWithClass(proto_class, source.read())
    with open(out_filename, "wb") as out:
        out.write(message.SerializeToString())
