"""Single entries of blobs."""

from __future__ import annotations

from typing import Any, Sequence

import numpy as np

from netdef._impl.modeling.net_modifier import BlobMeasurement


class GetEntryFromBlobs(BlobMeasurement):
    """Adds `<blob>_<i1>_<i2>`: an entry of a matrix, or with a negative i2 the row `<blob>_<i1>_all`."""

    def __init__(self, blobs: Sequence[Any], logging_frequency: int, i1: int = 0, i2: int = 0):
        """logging_frequency: every how many runs it is printed, below 1 never."""
        super().__init__(blobs, logging_frequency, f"_{i1}_{i2 if i2 >= 0 else 'all'}")
        if i1 < 0:
            raise ValueError("index is out of range")
        self._i1 = i1
        self._i2 = i2

    def _measure(self, net: Any, blob: Any) -> tuple[Any, Any]:
        row = net.Slice([blob], starts=[self._i1, 0], ends=[self._i1 + 1, -1])
        result = f"{blob}{self._field_name_suffix}"
        if self._i2 >= 0:
            return net.Slice([row], [result], starts=[0, self._i2], ends=[-1, self._i2 + 1]), np.float64
        return net.Copy([row], [result]), np.float64
