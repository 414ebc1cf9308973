"""Messages to bytes and back."""

from __future__ import annotations

from typing import Any


def serialize_protobuf_struct(protobuf_struct: Any) -> bytes:
    """The message's bytes."""
    return protobuf_struct.SerializeToString()


def deserialize_protobuf_struct(serialized_protobuf: bytes, struct_type: Any) -> Any:
    """The message of this type."""
    message = struct_type()
    message.ParseFromString(serialized_protobuf)
    return message
