"""Changes to a net that was built: measurements of its blobs, clipping of its gradients."""

from __future__ import annotations

import abc
import contextlib
from typing import Any, Sequence

from netdef._impl import scope
from netdef._impl.schema.scalar import Scalar
from netdef._impl.schema.struct import Struct


class NetModifier(metaclass=abc.ABCMeta):
    """Base of changes to a net; an instance is called with the net."""

    @abc.abstractmethod
    def modify_net(self, net: Any, init_net: Any = None, grad_map: Any = None, blob_to_device: Any = None) -> None:
        """Adds operators. grad_map: {parameter: gradient}. blob_to_device: where blobs live, the CPU where it is silent."""

    def __call__(
        self, net: Any, init_net: Any = None, grad_map: Any = None, blob_to_device: Any = None, modify_output_record: bool = False
    ) -> None:
        """Changes `net`; with `modify_output_record`, what is measured becomes a field of its output record."""
        self.modify_net(
            net, init_net=init_net, grad_map=grad_map, blob_to_device=blob_to_device, modify_output_record=modify_output_record)


class BlobMeasurement(NetModifier):
    """Base of changes that measure blobs: a blob, a line in the log every so many runs, a field of the record for each."""

    def __init__(self, blobs: Sequence[Any], logging_frequency: int, suffix: str):
        self._blobs = blobs
        self._logging_frequency = logging_frequency
        self._field_name_suffix = suffix

    def field_name_suffix(self) -> str:
        """What a measurement's name adds to the blob's."""
        return self._field_name_suffix

    def modify_net(
        self, net: Any, init_net: Any = None, grad_map: Any = None, blob_to_device: Any = None, modify_output_record: bool = False
    ) -> None:
        for name in self._blobs:
            assert net.BlobIsDefined(name), f"blob {name} is not defined in net {net.Name()} whose proto is {net.Proto()}"
            with scope.NameScope("", reset=True), self._placed(name, blob_to_device or {}):
                measured, dtype = self._measure(net, net.GetBlobRef(name))
                self._report(net, measured, dtype, modify_output_record)

    @abc.abstractmethod
    def _measure(self, net: Any, blob: Any) -> tuple[Any, Any]:
        """Adds the operators that measure a blob; gives the measurement and its type in a record."""

    def _placed(self, name: Any, blob_to_device: Any) -> contextlib.AbstractContextManager:
        """The device they are added on, by default the current one."""
        return contextlib.nullcontext()

    def _report(self, net: Any, measured: Any, dtype: Any, modify_output_record: bool) -> None:
        """Prints the measurement and makes it a field, as asked for."""
        if self._logging_frequency >= 1:
            net.Print(measured, [], every_n=self._logging_frequency)
        if not modify_output_record:
            return
        name = str(measured)
        field = Scalar(dtype, measured)
        if net.output_record() is None:
            net.set_output_record(Struct((name, field)))
        else:
            net.AppendOutputRecordField(name, field)
