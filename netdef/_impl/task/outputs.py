"""Values that are wanted after a task has run."""

from __future__ import annotations

from typing import Any, Callable, Iterable

from netdef._impl.schema.columns import from_blob_list
from netdef._impl.schema.field import Field


class TaskOutput:
    """A blob, a list of blobs or a record; after the run, get() gives where the values are and fetch() the values."""

    def __init__(self, names: Any):
        """names: a blob, a list of them, or a record."""
        self._schema = names if isinstance(names, Field) else None
        blobs = names.field_blobs() if isinstance(names, Field) else names
        self._is_scalar = not isinstance(blobs, (list, tuple))
        self.names = [blobs] if self._is_scalar else list(blobs)
        self._values: list | None = None
        self._fetch_func: Callable | None = None

    def set(self, values: list, _fetch_func: Callable | None = None) -> None:
        """Says where the values are after the run; used by sessions."""
        assert len(values) == len(self.names), f"expected {len(self.names)} values, got {len(values)}"
        self._values, self._fetch_func = values, _fetch_func

    def get(self) -> Any:
        """Where the values are, in the form the output was declared in."""
        assert self._values is not None, "Output value not set yet."
        return self._in_form(self._values)

    def fetch(self) -> Any:
        """The values, in the form the output was declared in."""
        assert self._values is not None, "Output value not set yet."
        assert self._fetch_func is not None, "Cannot fetch value for this output."
        fetched = [self._fetch_func(value) for value in self._values]
        return self._in_form(fetched)

    def _in_form(self, values: list) -> Any:
        if self._is_scalar:
            return values[0]
        return from_blob_list(self._schema, values) if self._schema is not None else values

    def __repr__(self) -> str:
        return f"TaskOutput(names={self.names}, values={self._values})"


class TaskOutputList:
    """The outputs of one or several tasks."""

    def __init__(self, outputs: list[TaskOutput] | None = None):
        self.outputs = outputs or []

    def names(self) -> list:
        """The blobs of all outputs."""
        return [name for output in self.outputs for name in output.names]

    def set_values(self, values: list, _fetch_func: Callable | None = None) -> None:
        """TaskOutput.set for all outputs at once."""
        assert len(values) == len(self.names()), f"expected {len(self.names())} values, got {len(values)}"
        remaining: Iterable = iter(values)
        for output in self.outputs:
            output.set([next(remaining) for _ in output.names], _fetch_func)

    def __repr__(self) -> str:
        return f"TaskOutputList(outputs={self.outputs})"
