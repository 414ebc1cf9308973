"""Name scopes and device scopes of the running thread; as caffe2.python.scope."""

from netdef._impl.scope import (
    SEPARATOR as _NAMESCOPE_SEPARATOR,
)
from netdef._impl.scope import (
    CurrentDeviceScope,
    CurrentNameScope,
    DeviceScope,
    EmptyDeviceScope,
    EmptyNameScope,
    NameScope,
)

__all__ = ["CurrentDeviceScope", "CurrentNameScope", "DeviceScope", "EmptyDeviceScope", "EmptyNameScope", "NameScope"]
