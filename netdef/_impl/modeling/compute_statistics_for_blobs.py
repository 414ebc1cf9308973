"""Statistics of blobs."""

from __future__ import annotations

from typing import Any, Sequence

import numpy as np

from netdef._impl.core.data_type import DataType
from netdef._impl.modeling.net_modifier import BlobMeasurement


class ComputeStatisticsForBlobs(BlobMeasurement):
    """Adds `<blob>_summary`: smallest, largest, mean and standard deviation."""

    def __init__(self, blobs: Sequence[Any], logging_frequency: int):
        """logging_frequency: every how many runs it is printed, below 1 never."""
        super().__init__(blobs, logging_frequency, "_summary")

    def _measure(self, net: Any, blob: Any) -> tuple[Any, Any]:
        cast = net.Cast(blob, to=DataType.FLOAT)
        return net.Summarize(cast, f"{blob}{self._field_name_suffix}", to_file=0), (np.float64, (1,))
