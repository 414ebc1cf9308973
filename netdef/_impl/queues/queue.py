"""Queue: a pipe between tasks over a blobs queue."""

from __future__ import annotations

from typing import Any

from netdef._impl.core.blob_reference import BlobReference
from netdef._impl.core.net import Net
from netdef._impl.core.plan import ExecutionStep, execution_step
from netdef._impl.dataio.interfaces import Pipe, Reader, Writer
from netdef._impl.schema.field import Field
from netdef._impl.task.setup import LOCAL_SETUP


class _QueueReader(Reader):
    def __init__(self, wrapper: QueueWrapper, num_dequeue_records: int = 1):
        assert wrapper.schema() is not None, "Queue needs a schema in order to be read from."
        super().__init__(wrapper.schema())
        self._wrapper = wrapper
        self._num_dequeue_records = num_dequeue_records

    def setup_ex(self, init_net: Net, exit_net: Net) -> None:
        exit_net.CloseBlobsQueue([self._wrapper.queue()], 0)

    def read_ex(self, local_init_net: Net, local_finish_net: Net) -> tuple:
        self._wrapper._new_reader(local_init_net)
        dequeue_net = Net("dequeue")
        fields, status = dequeue(
            dequeue_net, self._wrapper.queue(), len(self.schema().field_names()), field_names=self.schema().field_names(),
            num_records=self._num_dequeue_records)
        return [dequeue_net], status, fields

    def read(self, net: Net) -> tuple:
        nets, _, fields = self.read_ex(net, net)
        return nets, fields


class _QueueWriter(Writer):
    def __init__(self, wrapper: QueueWrapper):
        self._wrapper = wrapper

    def setup_ex(self, init_net: Net, exit_net: Net) -> None:
        exit_net.CloseBlobsQueue([self._wrapper.queue()], 0)

    def write_ex(self, fields: Any, local_init_net: Net, local_finish_net: Net, status: BlobReference) -> list[Net]:
        self._wrapper._new_writer(self.schema(), local_init_net)
        enqueue_net = Net("enqueue")
        enqueue(enqueue_net, self._wrapper.queue(), fields, status)
        return [enqueue_net]


class QueueWrapper(Pipe):
    """A pipe over a queue that exists. handler: the queue's blob. num_dequeue_records: how many records a read joins."""

    def __init__(self, handler: BlobReference, schema: Field | None = None, num_dequeue_records: int = 1):
        super().__init__(schema, LOCAL_SETUP)
        self._queue = handler
        self._num_dequeue_records = num_dequeue_records

    def reader(self) -> _QueueReader:
        return _QueueReader(self, num_dequeue_records=self._num_dequeue_records)

    def writer(self) -> _QueueWriter:
        return _QueueWriter(self)

    def queue(self) -> BlobReference:
        """The queue's blob."""
        return self._queue


class Queue(QueueWrapper):
    """A pipe over a new queue of at most `capacity` records, made when the tasks that use it are set up."""

    def __init__(self, capacity: int, schema: Field | None = None, name: str = "queue", num_dequeue_records: int = 1):
        net = Net(name)
        super().__init__(net.AddExternalInput(net.NextName("handler")), schema, num_dequeue_records)
        self.capacity = capacity
        self._setup_done = False

    def setup(self, global_init_net: Net) -> None:
        assert self._schema, "This queue does not have a schema."
        self._setup_done = True
        names = self._schema.field_names()
        global_init_net.CreateBlobsQueue([], [self._queue], capacity=self.capacity, num_blobs=len(names), field_names=names)


def enqueue(net: Net, queue: Any, data_blobs: list, status: Any = None) -> BlobReference:
    """Appends an enqueue of the blobs to a net; the bool blob that says the queue was closed."""
    if status is None:
        status = net.NextName("status")
    # A queue takes its blobs away and gives others back, so none may occur twice, and a plain name would be scoped twice.
    blobs: list = []
    for blob in data_blobs:
        blobs.append(net.Copy(blob, net.NextBlob(f"{blob}_enqueue")) if blob in blobs else blob)
    results = net.SafeEnqueueBlobs([queue, *blobs], [*blobs, status])
    return results[-1]


def dequeue(net: Net, queue: Any, num_blobs: int, status: Any = None, field_names: list[str] | None = None,
            num_records: int = 1) -> tuple[list[BlobReference], BlobReference]:
    """Appends a dequeue to a net: (the blobs, the bool blob that says the queue is closed and empty).

    field_names: for the blobs' names. num_records: how many records to join along the first axis.
    """
    if field_names is not None:
        assert len(field_names) == num_blobs, f"expected {num_blobs} names, got {len(field_names)}"
        names = [net.NextName(name) for name in field_names]
    else:
        names = [net.NextName("data", i) for i in range(num_blobs)]
    if status is None:
        status = net.NextName("status")
    results = list(net.SafeDequeueBlobs(queue, [*names, status], num_records=num_records))
    return results[:-1], results[-1]


def close_queue(step: ExecutionStep, *queues: Any) -> ExecutionStep:
    """The step, and after it the closing of the queues."""
    close_net = Net("close_queue_net")
    for queue in queues:
        close_net.CloseBlobsQueue([queue], 0)
    return execution_step(
        f"{close_net}_wraper_step", [step, execution_step(f"{close_net}_step", close_net)])
