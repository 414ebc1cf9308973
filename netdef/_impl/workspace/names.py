"""Names and messages that the functions of netdef.workspace accept in several forms."""

from __future__ import annotations

from typing import Any


def StringifyProto(obj: Any) -> str | bytes:
    """The serialized message of `obj`: a message, an object with Proto() (Net, Plan, step), or text or bytes as they are."""
    if isinstance(obj, (str, bytes)):
        return obj
    if hasattr(obj, "SerializeToString"):
        return obj.SerializeToString()
    if callable(getattr(obj, "Proto", None)):
        return obj.Proto().SerializeToString()
    raise ValueError(f"Unexpected argument to StringifyProto of type {type(obj).__name__}")


def to_bytes(obj: Any) -> bytes:
    """As StringifyProto, always bytes."""
    serialized = StringifyProto(obj)
    if not isinstance(serialized, bytes):
        raise TypeError(f"expected a message or its serialized bytes, got the str {serialized[:40]!r}")
    return serialized


def StringifyBlobName(name: Any) -> str:
    """The name of a blob given as str, bytes or BlobReference."""
    return _stringify(name, "BlobReference")


def StringifyNetName(name: Any) -> str:
    """The name of a net given as str, bytes or Net."""
    return _stringify(name, "Net")


def _stringify(name: Any, class_name: str) -> str:
    if isinstance(name, bytes):
        return name.decode()
    assert isinstance(name, str) or type(name).__name__ == class_name, f"Expected a string or {class_name}"
    return str(name)


def GetNetName(net: Any) -> str:
    """The name of a net given as str, Net or NetDef."""
    if isinstance(net, (str, bytes)):
        return StringifyNetName(net)
    if callable(getattr(net, "Name", None)):
        return net.Name()
    if isinstance(getattr(net, "name", None), str):
        return net.name
    raise TypeError(f"expected a net or its name, got {type(net).__name__}")
