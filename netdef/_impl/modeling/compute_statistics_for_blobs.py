"""Statistics of blobs."""

from __future__ import annotations

from typing import Any, Sequence

import numpy as np

from netdef._impl import scope
from netdef._impl.core.data_type import DataType
from netdef._impl.modeling.net_modifier import BlobMeasurement


class ComputeStatisticsForBlobs(BlobMeasurement):
    """Adds `<blob>_summary`: smallest, largest, mean and standard deviation."""

    def __init__(self, blobs: Sequence[Any], logging_frequency: int):
        """logging_frequency: every how many runs it is printed, below 1 never."""
        super().__init__(blobs, logging_frequency, "_summary")

    def modify_net(
        self, net: Any, init_net: Any = None, grad_map: Any = None, blob_to_device: Any = None, modify_output_record: bool = False
    ) -> None:
        for name in self._blobs:
            blob = self._check(net, name)
            with scope.NameScope("", reset=True):
                cast = net.Cast(blob, to=DataType.FLOAT)
                summary = net.Summarize(cast, f"{blob}{self._field_name_suffix}", to_file=0)
                self._report(net, summary, (np.float64, (1,)), modify_output_record)
