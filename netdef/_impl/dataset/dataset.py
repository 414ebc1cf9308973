"""Dataset: a table held by blobs of the workspace, one for each column."""

from __future__ import annotations

from typing import Any

import numpy as np

from netdef._impl.core.blob_reference import BlobReference
from netdef._impl.core.net import Net
from netdef._impl.core.plan import ExecutionStep, execution_step
from netdef._impl.dataset.access import _DatasetRandomReader, _DatasetReader, _DatasetWriter
from netdef._impl.schema.columns import from_blob_list, from_column_list
from netdef._impl.schema.field import Field
from netdef._impl.schema.records import InitEmptyRecord
from netdef._impl.workspace.blobs import FeedBlob


def Const(net: Net, value: Any, dtype: Any = None, name: str | None = None) -> BlobReference:
    """Feeds a constant into the current workspace and declares it an external input of the net. dtype: a numpy type."""
    blob = net.AddExternalInput(net.NextName(prefix=name))
    FeedBlob(str(blob), np.array(value, dtype=dtype))
    return blob


class Dataset:
    """Columns of equal numbers of rows, as a record; a list column has its elements in a column of their own."""

    field_types: list[np.dtype] = []

    def __init__(self, fields: Any, name: str | None = None):
        """fields: a schema, a record whose blobs hold the data, or a list of column names. name: for cursors."""
        assert isinstance(fields, (list, Field)), f"fields must be either a Field or a list of column names, got {type(fields)}"
        self.schema = fields if isinstance(fields, Field) else from_column_list(fields)
        self.fields = self.schema.field_names()
        self.field_types = self.schema.field_types()
        self.name = name or "dataset"
        self.field_blobs = fields.field_blobs() if isinstance(fields, Field) and fields.has_blobs() else None

    def init_empty(self, init_net: Net) -> None:
        """Adds to a net what makes the columns, without rows; their blobs are named after them, in the current scope."""
        self.field_blobs = InitEmptyRecord(init_net, self.schema.clone_schema()).field_blobs()

    def init_from_dataframe(self, net: Net, dataframe: Any) -> None:
        """Feeds the columns of a pandas DataFrame of the same column names; no lists."""
        assert all(isinstance(child, Field) and len(child.field_names()) == 1 for _, child in self.schema.get_children()), (
            "init_from_dataframe only supports tables without lists")
        self.field_blobs = [Const(net, dataframe[name].to_numpy(), _plain(dtype), name=name)
                            for name, dtype in zip(self.fields, self.field_types)]

    def get_blobs(self) -> list[BlobReference]:
        """The columns' blobs."""
        self._assert_set("get_blobs")
        return self.field_blobs

    def content(self) -> Any:
        """The record of the columns' blobs."""
        return from_blob_list(self.schema, self.get_blobs())

    def field_names(self) -> list[str]:
        """The columns' names."""
        return self.fields

    def reader(self, init_net: Net | None = None, cursor_name: str | None = None, batch_size: int = 1,
               enforce_batch_size: bool = False) -> _DatasetReader:
        """A reader of `batch_size` rows at a time, in order. Readers of several threads share its cursor.

        init_net: where the cursor is made; without it, the reader's setup makes it.
        enforce_batch_size: leave out the rest at the end that is no full batch.
        """
        self._assert_set("reader")
        reader = _DatasetReader(self, cursor_name, batch_size, enforce_batch_size)
        if init_net is not None:
            reader.setup_ex(init_net, None)
        return reader

    def random_reader(self, init_net: Net | None = None, indices: BlobReference | None = None, cursor_name: str | None = None,
                      batch_size: int = 1, loop_over: bool = False, enforce_batch_size: bool = False) -> _DatasetRandomReader:
        """A reader of rows in the order of `indices` (or of its sort_and_shuffle). Call computeoffset before reading.

        loop_over: begin again at the end.
        """
        self._assert_set("random_reader")
        reader = _DatasetRandomReader(self, cursor_name, indices, batch_size, loop_over, enforce_batch_size)
        if init_net is not None:
            reader.setup_ex(init_net, None)
        return reader

    def writer(self, init_net: Net | None = None) -> _DatasetWriter:
        """A writer that appends rows."""
        self._assert_set("writer")
        writer = _DatasetWriter(self.content())
        if init_net is not None:
            writer.setup_ex(init_net, None)
        return writer

    def trim(self, net: Net, multiple_of: int) -> None:
        """Adds to a net what cuts off rows at the end until their number is a multiple."""
        net.TrimDataset(self.get_blobs(), self.get_blobs(), fields=self.fields, multiple_of=multiple_of)

    def _assert_set(self, what: str) -> None:
        assert self.field_blobs is not None, f"Dataset not initialized: call init_empty before {what}, or make it from a record of blobs"


def _plain(dtype: np.dtype) -> Any:
    return None if dtype.base == np.void else dtype.base


def execution_step_with_progress(name: str, init_net: Net, substeps: list[ExecutionStep], rows_read: BlobReference) -> ExecutionStep:
    """A step that runs the substeps side by side and prints `rows_read` every five seconds."""
    report_net = Net("report_net")
    report_net.Print([rows_read], [])
    return execution_step(name, substeps, report_net=report_net, concurrent_substeps=True, report_interval=5)
