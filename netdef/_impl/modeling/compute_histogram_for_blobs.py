"""Histograms of blobs."""

from __future__ import annotations

from typing import Any, Sequence

import numpy as np

from netdef._impl.core.data_type import DataType
from netdef._impl.modeling.net_modifier import BlobMeasurement


class ComputeHistogramForBlobs(BlobMeasurement):
    """Adds `<blob>_curr_normalized_hist`, or `<blob>_acc_normalized_hist` over all runs: the shares of num_buckets + 2 buckets."""

    def __init__(
        self,
        blobs: Sequence[Any],
        logging_frequency: int,
        num_buckets: int = 30,
        lower_bound: float = 0.0,
        upper_bound: float = 1.0,
        accumulate: bool = False,
    ):
        """logging_frequency: every how many runs it is printed, below 1 never. accumulate: over all runs.

        The first and the last bucket count what lies outside of the bounds.
        """
        super().__init__(blobs, logging_frequency, "_acc_normalized_hist" if accumulate else "_curr_normalized_hist")
        self._accumulate = accumulate
        self._num_buckets = int(num_buckets)
        assert self._num_buckets > 0, f"num_buckets need to be greater than 0, got {num_buckets}"
        self._lower_bound = float(lower_bound)
        self._upper_bound = float(upper_bound)

    def _measure(self, net: Any, blob: Any) -> tuple[Any, Any]:
        cast = net.Cast(blob, f"{blob}_float", to=DataType.FLOAT)
        current, accumulated = net.AccumulateHistogram(
            [cast], [f"{blob}_curr_hist", f"{blob}_acc_hist"], num_buckets=self._num_buckets, lower_bound=self._lower_bound,
            upper_bound=self._upper_bound)
        counts = net.Cast(accumulated if self._accumulate else current, f"{blob}_cast_hist", to=DataType.FLOAT)
        shares = net.NormalizeL1(counts, f"{blob}{self._field_name_suffix}")
        return shares, (np.float32, (self._num_buckets + 2,))
