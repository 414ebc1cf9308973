"""RecordQueue: records that several threads read from a reader, in a queue."""

from __future__ import annotations

from typing import Any, Callable

from netdef._impl.core.blob_reference import BlobReference, ScopedBlobReference
from netdef._impl.core.net import Net
from netdef._impl.core.plan import ExecutionStep, execution_step
from netdef._impl.dataio.interfaces import Reader, Writer
from netdef._impl.schema.columns import from_column_list
from netdef._impl.schema.field import Field
from netdef._impl.scope import NameScope
from netdef._impl.workspace.running import RunNetOnce


class _QueueReader(Reader):
    def __init__(self, blobs_queue: BlobReference, schema: Field, name: str | None = None):
        super().__init__(schema)
        self.blobs_queue = blobs_queue
        self.name = name

    def read(self, read_net: Net) -> tuple:
        with NameScope(read_net.NextName(self.name)):
            status = read_net.NextName()
            fields = list(read_net.SafeDequeueBlobs(
                self.blobs_queue, [*[ScopedBlobReference(name) for name in self._schema.field_names()], status]))
        return fields[-1], tuple(fields[:-1])


class _QueueWriter(Writer):
    def __init__(self, blobs_queue: BlobReference, schema: Field):
        self.blobs_queue = blobs_queue
        self.schema = schema  # type: ignore[assignment]

    def write(self, writer_net: Net, fields: Any) -> BlobReference:
        blobs = fields.field_blobs() if isinstance(fields, Field) else fields
        writer_net.CheckDatasetConsistency(blobs, [], fields=self.schema.field_names())
        status = writer_net.NextName()
        writer_net.SafeEnqueueBlobs([self.blobs_queue, *blobs], [*blobs, status])
        return status


class RecordQueue:
    """A queue of records, made in the current workspace; build() gives what fills it and what reads it."""

    def __init__(self, fields: Any, name: str | None = None, capacity: int = 1, enforce_unique_name: bool = False,
                 num_threads: int = 1):
        """fields: a schema or a list of column names. capacity: records in the queue. num_threads: that fill it."""
        assert isinstance(fields, (list, Field)), f"fields must be either a Field or a list of column names, got {type(fields)}"
        self.schema = fields if isinstance(fields, Field) else from_column_list(fields)
        self.name = name or "queue"
        self.num_threads = num_threads
        init_net = Net(self.name + "/init_net")
        self.blobs_queue = init_net.CreateBlobsQueue(
            [], 1, capacity=capacity, num_blobs=len(self.schema.field_names()), enforce_unique_name=enforce_unique_name)
        RunNetOnce(init_net)
        self.writer = _QueueWriter(self.blobs_queue, self.schema)
        self.reader = _QueueReader(self.blobs_queue, self.schema, name=self.name + "_reader")
        exit_net = Net(self.name + "/exit_net")
        exit_net.CloseBlobsQueue(self.blobs_queue, 0)
        self.exit_step = execution_step(str(exit_net), exit_net)

    def build(self, reader: Reader, process: Callable | None = None) -> tuple:
        """(a reader of the queue, the step that fills it, the step that closes it, the schema).

        reader: where records come from. process(net, record): adds operators to the net; the record to put into the queue.
        """
        producers = []
        for i in range(self.num_threads):
            name = f"reader_{i}"
            net_read = Net(name)
            should_stop, fields = reader.read_record(net_read)
            steps = [execution_step(name, net_read)]
            name = f"queue_writer{i}"
            net_write = Net(name)
            self.writer.write(net_write, process(net_write, fields) if process is not None else fields)
            steps.append(execution_step(name, net_write))
            producers.append(execution_step(f"producer_{i}", steps, should_stop_blob=should_stop))
        step: ExecutionStep = execution_step("producers", producers, concurrent_substeps=True)
        return self.reader, step, self.exit_step, self.schema
