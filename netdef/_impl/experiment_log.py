"""Numbers of a training run as lines of a CSV file."""

from __future__ import annotations

import datetime
import logging
import time
from typing import Any, Iterable

logger = logging.getLogger(__name__)


class ExternalLogger:
    """A place for the numbers besides the file."""

    def set_runtime_args(self, runtime_args: Any) -> None:
        """Gets the arguments of the run, before the first log."""
        raise NotImplementedError("Must define set_runtime_args function to use this base class")

    def log(self, log_dict: dict) -> None:
        """Gets the numbers of one call of ModelTrainerLog.log."""
        raise NotImplementedError("Must define log function to use this base class")


class ModelTrainerLog:
    """Writes `<expname>_<date>.log`: a comment with the arguments of the run, a header, a line for each log()."""

    def __init__(self, expname: str, runtime_args: Any, external_loggers: Iterable[ExternalLogger] | None = None):
        now = datetime.datetime.now()
        self.experiment_id = now.strftime("%Y%m%d_%H%M%S")
        self.filename = f"{expname}_{self.experiment_id}.log"
        self.logstr(f"# {runtime_args}")
        self.headers: list[str] | None = None
        self.start_time = time.time()
        self.last_time = self.start_time
        self.last_input_count = 0
        self.external_loggers = list(external_loggers or [])
        for external in self.external_loggers:
            external.set_runtime_args(runtime_args)

    def logstr(self, str: str) -> None:
        """Appends a line."""
        with open(self.filename, "a") as file:
            file.write(str + "\n")

    def log(self, input_count: int, batch_count: int, additional_values: dict) -> None:
        """Appends the numbers of a stretch of training.

        input_count: examples since the last call. batch_count: batches so far. additional_values: columns of the caller's own, the
        same in each call.
        """
        now = time.time()
        delta_t = now - self.last_time
        self.last_time = now
        self.last_input_count += input_count
        values: dict[str, Any] = dict(
            time_spent=delta_t,
            cumulative_time_spent=now - self.start_time,
            input_count=input_count,
            cumulative_input_count=self.last_input_count,
            cumulative_batch_count=batch_count,
            inputs_per_sec=input_count / delta_t if delta_t > 0 else 0.0,
        )
        values.update(sorted(additional_values.items()))
        if self.headers is None:
            self.headers = list(values)
            self.logstr(",".join(self.headers))
        assert list(values) == self.headers, f"expected the columns {self.headers}, got {list(values)}"
        self.logstr(",".join(str(value) for value in values.values()))
        for external in self.external_loggers:
            try:
                external.log(dict(values))
            except Exception as error:  # a training does not end because a logger does
                logger.error("Failed to call external logger: %s", error)
