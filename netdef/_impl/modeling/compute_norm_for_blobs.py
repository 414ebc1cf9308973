"""Norms of blobs."""

from __future__ import annotations

import contextlib
from typing import Any, Sequence

import numpy as np

from netdef._impl import scope
from netdef._impl.core.data_type import DataType
from netdef._impl.core.device import DeviceOption
from netdef._impl.modeling.net_modifier import BlobMeasurement
from netdef.proto import caffe2_pb2


class ComputeNormForBlobs(BlobMeasurement):
    """Adds `<blob>_l<p>_norm`: the sum of absolute values (p = 1) or squares (p = 2)."""

    def __init__(
        self,
        blobs: Sequence[Any],
        logging_frequency: int,
        p: int = 2,
        compute_averaged_norm: bool = False,
        row_index: int | None = None,
    ):
        """logging_frequency: every how many runs it is printed, below 1 never. compute_averaged_norm: divided by the size.

        row_index: of one row only.
        """
        averaged = "_averaged" if compute_averaged_norm else ""
        super().__init__(blobs, logging_frequency, f"{averaged}_l{p}_norm")
        if row_index is not None and row_index < 0:
            raise Exception(f"{row_index} is not a valid row index, row_index should be >= 0")
        self._p = p
        self._compute_averaged_norm = compute_averaged_norm
        self.row_index = row_index

    def _measure(self, net: Any, blob: Any) -> tuple[Any, Any]:
        if self.row_index is not None:
            blob = net.Slice([blob], [f"{blob}_row_{self.row_index}"], starts=[self.row_index, 0], ends=[self.row_index + 1, -1])
        cast = net.Cast(blob, f"{blob}_float", to=DataType.FLOAT)
        norm = net.LpNorm([cast], f"{blob}{self._field_name_suffix}", p=self._p, average=self._compute_averaged_norm)
        net.StopGradient(norm, f"{norm}_stop_gradient")
        return norm, (np.float64, (1,))

    def _placed(self, name: Any, blob_to_device: Any) -> contextlib.AbstractContextManager:
        return scope.DeviceScope(blob_to_device.get(name, DeviceOption(caffe2_pb2.PROTO_CPU)))
