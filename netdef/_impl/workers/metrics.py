"""Numbers that workers count, for loggers outside."""

from __future__ import annotations

import collections
from typing import Any, Iterable


class Metrics:
    """Sums by name, and how often each was counted (`<name>_count`), for objects with log(dict)."""

    def __init__(self, external_loggers: Iterable[Any] | None):
        self._external_loggers = list(external_loggers or [])
        self._metrics: dict[str, Any] = collections.defaultdict(int)

    def reset_metrics(self) -> None:
        """Begins anew."""
        self._metrics = collections.defaultdict(int)

    def log_metrics(self) -> None:
        """Gives the numbers to the loggers and begins anew."""
        if not self._metrics:
            return
        for logger in self._external_loggers:
            logger.log(self._metrics)
        self.reset_metrics()

    def put_metric(self, key: str, value: Any, count: bool = True) -> None:
        """Adds to a number."""
        self._metrics[key] += value
        if count:
            self._metrics[f"{key}_count"] += 1
