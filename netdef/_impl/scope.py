"""Name scopes and device scopes of the running thread."""

from __future__ import annotations

import contextlib
import threading
from typing import Iterator

from netdef.proto import caffe2_pb2

SEPARATOR = "/"


class _Scopes(threading.local):
    name = ""
    device: caffe2_pb2.DeviceOption | None = None


_scopes = _Scopes()


def joined(scope: str | None, name: str) -> str:
    """A name under a scope given as a string, which may be none."""
    return f"{scope}{SEPARATOR}{name}" if scope else name


def CurrentNameScope() -> str:
    """The prefix of names made now: "" or "outer/inner/"."""
    return _scopes.name


def CurrentDeviceScope() -> caffe2_pb2.DeviceOption | None:
    """The device option that operators made now get, None outside every DeviceScope."""
    return _scopes.device


@contextlib.contextmanager
def NameScope(prefix: str, reset: bool = False) -> Iterator[None]:
    """Puts `prefix` and a slash before names made inside; with `reset`, instead of the scopes around it."""
    assert isinstance(prefix, str) or prefix is None, "NameScope takes in a string as its argument."
    added = prefix + SEPARATOR if prefix else ""
    with _name_scope(added if reset else _scopes.name + added):
        yield
        assert _scopes.name.endswith(added), "The namescope variable is changed from outside NameScope() calls."


@contextlib.contextmanager
def EmptyNameScope() -> Iterator[None]:
    """No name scope inside."""
    with _name_scope(""):
        yield


@contextlib.contextmanager
def _name_scope(name: str) -> Iterator[None]:
    before = _scopes.name
    _scopes.name = name
    try:
        yield
    finally:
        _scopes.name = before


@contextlib.contextmanager
def DeviceScope(scope: caffe2_pb2.DeviceOption | None, node_name: str | None = None) -> Iterator[None]:
    """Gives operators made inside the device `scope`; what it leaves open comes from the scope around it.

    `node_name` wins over that of `scope`; an open node name is inherited, and extra_info is the union of both.
    """
    device = caffe2_pb2.DeviceOption()
    if scope:
        assert isinstance(scope, caffe2_pb2.DeviceOption), "DeviceScope takes in a caffe2_pb2.DeviceOption as its argument."
        device.CopyFrom(scope)
    else:
        assert node_name, "At least one argument should be non-null in DeviceScope"
    if node_name:
        device.node_name = node_name
    outer = _scopes.device
    if outer is not None:
        if not device.HasField("node_name") and outer.HasField("node_name"):
            device.node_name = outer.node_name
        extra_info = sorted({*device.extra_info, *outer.extra_info})
        del device.extra_info[:]
        device.extra_info.extend(extra_info)
    with _device_scope(device):
        yield
        assert _scopes.device == device, "The device scope is changed from outside DeviceScope() calls."


@contextlib.contextmanager
def EmptyDeviceScope() -> Iterator[None]:
    """No device scope inside."""
    with _device_scope(None):
        yield


@contextlib.contextmanager
def _device_scope(device: caffe2_pb2.DeviceOption | None) -> Iterator[None]:
    before = _scopes.device
    _scopes.device = device
    try:
        yield
    finally:
        _scopes.device = before
