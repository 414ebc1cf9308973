"""What is known of a node beside its name."""

from __future__ import annotations

from typing import Any, Sequence

from netdef.proto import caffe2_pb2


class Annotation:
    """Device, operator definition and, for distributed nets, keys, lengths and components."""

    def __init__(self) -> None:
        self._device = ""
        self._device_type = 0
        self._device_option: caffe2_pb2.DeviceOption | None = None
        self._operator_def: caffe2_pb2.OperatorDef | None = None
        self._key_node: Any = None
        self._length_node: Any = None
        self._component_levels: list[str] = []

    def setDevice(self, device: str) -> None:
        """Sets the device's name."""
        self._device = device

    def getDevice(self) -> str:
        """The device's name."""
        return self._device

    def setDeviceType(self, device_type: int) -> None:
        """Sets the device's type."""
        self._device_type = device_type

    def getDeviceType(self) -> int:
        """The device's type."""
        return self._device_type

    @property
    def device_option(self) -> caffe2_pb2.DeviceOption:
        """The device; that of the operator definition where none was set."""
        if self._device_option is not None:
            return self._device_option
        return self._operator_def.device_option if self._operator_def is not None else caffe2_pb2.DeviceOption()

    @device_option.setter
    def device_option(self, option: caffe2_pb2.DeviceOption) -> None:
        self._device_option = option

    def hasDeviceOption(self) -> bool:
        """Whether a device was set."""
        return self._device_option is not None or (self._operator_def is not None and self._operator_def.HasField("device_option"))

    @property
    def operator_def(self) -> caffe2_pb2.OperatorDef:
        """The operator definition."""
        if self._operator_def is None:
            self._operator_def = caffe2_pb2.OperatorDef()
        return self._operator_def

    @operator_def.setter
    def operator_def(self, op: caffe2_pb2.OperatorDef) -> None:
        self._operator_def = op

    def setKeyNode(self, node: Any) -> None:
        """Sets the node of the keys."""
        self._key_node = node

    def getKeyNode(self) -> Any:
        """The node of the keys."""
        return self._key_node

    def setLengthNode(self, node: Any) -> None:
        """Sets the node of the lengths."""
        self._length_node = node

    def getLengthNode(self) -> Any:
        """The node of the lengths."""
        return self._length_node

    def setComponentLevels(self, levels: Sequence[str]) -> None:
        """Sets the components, from outside in."""
        self._component_levels = list(levels)

    def getComponentLevels(self) -> list[str]:
        """The components, from outside in."""
        return list(self._component_levels)
