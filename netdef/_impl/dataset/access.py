"""Reader and writers of a Dataset."""

from __future__ import annotations

from typing import Any

from netdef._impl.core.blob_reference import BlobReference, ScopedBlobReference
from netdef._impl.core.net import Net
from netdef._impl.dataio.interfaces import Reader, Writer
from netdef._impl.scope import NameScope


class _CursorReader(Reader):
    """Reads by a cursor that the readers of all threads share."""

    def __init__(self, dataset: Any, name: str | None, batch_size: int, enforce_batch_size: bool):
        super().__init__(dataset.content())
        self.dataset = dataset
        self.name = name or f"{dataset.name}_cursor"
        self.batch_size = batch_size
        self.enforce_batch_size = enforce_batch_size
        self.cursor: BlobReference | None = None

    def setup_ex(self, init_net: Net, exit_net: Net | None) -> None:
        if self.cursor is None:
            self.cursor = init_net.CreateTreeCursor([], init_net.NextScopedBlob(self.name), fields=self.dataset.fields)

    def read(self, read_net: Net) -> tuple:
        assert self.cursor is not None, "setup not called."
        content = self.dataset.content()
        with NameScope(read_net.NextName(self.name)):
            outputs = [ScopedBlobReference(name) for name in content.field_names()]
            self._add_read(read_net, content.field_blobs(), outputs)
            end = read_net.IsEmpty([outputs[0]])
        return end, outputs

    def reset(self, net: Net) -> None:
        net.ResetCursor([self.cursor], [])

    def _add_read(self, net: Net, columns: list, outputs: list) -> None:
        raise NotImplementedError(f"{type(self).__name__} must say which operator reads")


class _DatasetReader(_CursorReader):
    """Reads rows in order."""

    def __init__(self, dataset: Any, name: str | None, batch_size: int = 1, enforce_batch_size: bool = False):
        super().__init__(dataset, name, batch_size, enforce_batch_size)

    def _add_read(self, net: Net, columns: list, outputs: list) -> None:
        net.ReadNextBatch([self.cursor, *columns], outputs, batch_size=self.batch_size, enforce_batch_size=self.enforce_batch_size)


class _DatasetRandomReader(_CursorReader):
    """Reads rows in the order of `indices`."""

    def __init__(self, dataset: Any, name: str | None, indices: BlobReference | None, batch_size: int = 1,
                 loop_over: bool = False, enforce_batch_size: bool = False):
        super().__init__(dataset, name, batch_size, enforce_batch_size)
        self.indices = indices
        self.loop_over = loop_over
        self.offsets: BlobReference | None = None

    def computeoffset(self, net: Net) -> None:
        """Adds to a net what finds out where rows begin; before the first read, and after the data changed."""
        self.reset(net)
        self.offsets = net.ComputeOffset([self.cursor, *self.dataset.content().field_blobs()], "offsets")

    def sort_and_shuffle(self, net: Net, sort_by_field: str | None = None, shuffle_size: int = 1, batch_size: int = 1) -> None:
        """Adds to a net what makes the order: sorted by a column, batches then shuffled within chunks of `shuffle_size` batches."""
        self.reset(net)
        content = self.dataset.content()
        index = content.field_names().index(sort_by_field) if sort_by_field else -1
        self.indices = net.SortAndShuffle(
            [self.cursor, *content.field_blobs()], "indices", sort_by_field_idx=index, shuffle_size=shuffle_size, batch_size=batch_size)

    def _add_read(self, net: Net, columns: list, outputs: list) -> None:
        assert self.indices is not None, "sort_and_shuffle not called"
        assert self.offsets is not None, "computeoffset not called"
        net.ReadRandomBatch(
            [self.cursor, self.indices, self.offsets, *columns], outputs, batch_size=self.batch_size,
            enforce_batch_size=self.enforce_batch_size, loop_over=self.loop_over)


# Nets are named after the classes: pipe_into:_DatasetWriter.
class _DatasetWriter(Writer):
    """Appends rows; safe from several threads."""

    def __init__(self, content: Any):
        self._content = content
        self.mutex: BlobReference | None = None

    def setup_ex(self, init_net: Net, finish_net: Net | None) -> None:
        if self.mutex is None:
            self.mutex = init_net.CreateMutex([])

    def write(self, writer_net: Net, fields: Any) -> None:
        assert self.mutex is not None, "setup not called."
        columns = self._content.field_blobs()
        assert len(fields) == len(columns), f"Expected {len(columns)} fields, got {len(fields)}."
        writer_net.CheckDatasetConsistency(fields, [], fields=self._content.field_names())
        writer_net.AtomicAppend([self.mutex, *columns, *fields], columns)

    def commit(self, finish_net: Net) -> None:
        """Rows are there as soon as they are written."""
