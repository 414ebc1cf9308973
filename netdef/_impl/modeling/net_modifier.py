"""Changes to a net that was built: measurements of its blobs, clipping of its gradients."""

from __future__ import annotations

import abc
from typing import Any, Sequence

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

    def _check(self, net: Any, blob: Any) -> Any:
        assert net.BlobIsDefined(blob), f"blob {blob} is not defined in net {net.Name()} whose proto is {net.Proto()}"
        return net.GetBlobRef(blob)

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
