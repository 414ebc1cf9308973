"""Data workers: threads fetch chunks in Python, one thread cuts them into batches and puts them into queues of the net."""

from __future__ import annotations

import logging
import queue as queue_module
import threading
import time
from typing import Any, Callable, Iterable, Sequence

import numpy as np

from netdef import _C
from netdef._impl import scope
from netdef._impl.core.blob_reference import BlobReference
from netdef._impl.core.operator import CreateOperator
from netdef._impl.workers.coordinator import GlobalWorkerCoordinator, State, Worker, WorkerCoordinator, run_worker
from netdef._impl.workers.metrics import Metrics
from netdef._impl.workspace.blobs import FeedBlob
from netdef._impl.workspace.running import RunOperatorOnce

log = logging.getLogger(__name__)

LOG_INT_SECS = 60
_QUEUE_CAPACITY = 4


class DataInputError(RuntimeError):
    """No chunk arrived for the time that the caller allowed."""


class BatchFeeder(State):
    """Chunks in, batches of `batch_size` out, through a queue of the net for each input blob."""

    def __init__(self, net: Any, input_blob_names: Sequence[str], batch_size: int, device_option: Any, namescope: str,
                 input_source_name: str, queue: Any, metrics: Metrics, dont_rebatch: bool, batch_columns: Sequence[int] | None,
                 timeout: float = 600):
        """batch_columns: the axis of each blob that counts examples, by default 0. timeout: seconds to wait for a chunk."""
        self._input_blob_names = input_blob_names
        self._batch_size = batch_size
        self._internal_queue = queue
        self._queues: list[str] = []
        self._device_option = device_option
        self._namescope = namescope
        self._timeout = timeout
        self._input_source_name = input_source_name
        self._c2_queue_capacity = _QUEUE_CAPACITY
        self._create_caffe2_queues(net)
        self._create_caffe2_ops(net)
        self._inputs = 0
        self._prev_seconds = 0.0
        self._dont_rebatch = dont_rebatch
        self._init_scratch()
        self._metrics = metrics
        self._batch_columns = batch_columns or [0] * len(input_blob_names)
        self._rest: list[np.ndarray] | None = None  # what is left of the last chunk
        assert len(self._batch_columns) == len(input_blob_names), "give a batch column for each input blob"

    def start(self) -> None:
        self._inputs = 0
        self._prev_seconds = time.time()

    def stop(self) -> None:
        """Closes the queues: nets that wait for a batch fail, workers that wait for room go on."""
        try:
            for name in self._queues:
                RunOperatorOnce(CreateOperator("CloseBlobsQueue", [BlobReference(name)], []))
        finally:
            self._log_inputs_per_interval(0, force=True)

    def cleanup(self) -> None:
        """Empties the scratch blobs."""
        for name in self._scratch.values():
            if _C.has_blob(name):
                FeedBlob(name, np.array([], dtype=np.float32))

    def _get(self, data_input_coordinator: WorkerCoordinator) -> list[np.ndarray] | None:
        started = last_warning = time.time()
        while data_input_coordinator.is_active():
            try:
                return self._internal_queue.get(block=True, timeout=0.5)
            except queue_module.Empty:
                now = time.time()
                if now - last_warning > 10:
                    log.warning("** Data input is slow: (still) no data in %s secs.", round(now - started))
                    last_warning = now
                if now - started > self._timeout:
                    raise DataInputError(f"no data from {self._input_source_name} for {self._timeout} seconds") from None
        return None

    def _validate_chunk(self, chunk: Any) -> None:
        if chunk is None:
            raise ValueError("Fetcher function returned None")
        assert len(chunk) == len(self._input_blob_names), (
            f"Expecting data blob for each input: the fetcher gave {len(chunk)}, the blobs are {list(self._input_blob_names)}")
        for array in chunk:
            if not isinstance(array, np.ndarray):
                raise TypeError(f"Fetcher function must return a list of numpy arrays, got {type(array)}")
        if not self._dont_rebatch:
            sizes = [array.shape[column] for array, column in zip(chunk, self._batch_columns)]
            assert len(set(sizes)) == 1, f"all blobs of a chunk must hold as many examples, got {sizes}"

    def put(self, chunk: list[np.ndarray], data_input_coordinator: WorkerCoordinator) -> None:
        """Hands in a chunk; waits for room."""
        self._validate_chunk(chunk)
        while data_input_coordinator.is_active():
            try:
                self._internal_queue.put(chunk, block=True, timeout=0.5)
                self._log_inputs_per_interval(chunk[0].shape[0])
                return
            except queue_module.Full:
                log.debug("Queue full: stalling fetchers...")

    def _enqueue_batch(self, data_input_coordinator: WorkerCoordinator) -> None:
        """Takes chunks until a batch is there, and puts it into the net's queues."""
        take = self._get if self._dont_rebatch else self._next_batch
        batch = take(data_input_coordinator)
        if batch is not None and data_input_coordinator.is_active():
            for name, name_queue, array in zip(self._input_blob_names, self._queues, batch):
                self._enqueue(name, name_queue, array)

    def _next_batch(self, data_input_coordinator: WorkerCoordinator) -> list[np.ndarray] | None:
        parts = self._rest
        while parts is None or parts[0].shape[self._batch_columns[0]] < self._batch_size:
            chunk = self._get(data_input_coordinator)
            if chunk is None:
                return None
            parts = chunk if parts is None else [
                np.concatenate(both, axis=column) for both, column in zip(zip(parts, chunk), self._batch_columns)]
        batch, rest = [], []
        for array, column in zip(parts, self._batch_columns):
            first, second = np.split(array, [self._batch_size], axis=column)
            batch.append(first)
            rest.append(second)
        self._rest = rest if rest[0].shape[self._batch_columns[0]] else None
        return batch

    def _init_scratch(self) -> None:
        self._scratch = {name: f"{self._namescope}{name}_scratch_{self._input_source_name}" for name in self._input_blob_names}
        self._scratch_status = {name: f"{scratch}_status" for name, scratch in self._scratch.items()}
        for name in (*self._scratch.values(), *self._scratch_status.values()):
            _C.create_blob(name)

    def _enqueue(self, blob_name: str, name_queue: str, array: np.ndarray) -> None:
        """Feeds the array and puts it into the queue; waits for room."""
        scratch, status = self._scratch[blob_name], self._scratch_status[blob_name]
        FeedBlob(scratch, np.ascontiguousarray(array), device_option=self._device_option)
        names = [BlobReference(name) for name in (name_queue, scratch, status)]
        RunOperatorOnce(CreateOperator(
            "SafeEnqueueBlobs", [names[0], names[1]], [names[1], names[2]], device_option=self._device_option))

    def _create_caffe2_queues(self, net: Any) -> None:
        for blob_name in self._input_blob_names:
            name = f"{self._namescope}{blob_name}_c2queue_{self._input_source_name}"
            RunOperatorOnce(CreateOperator(
                "CreateBlobsQueue", [], [BlobReference(name)], num_blobs=1, capacity=self._c2_queue_capacity))
            self._queues.append(name)

    def _create_caffe2_ops(self, net: Any) -> None:
        for name_queue, blob_name in zip(self._queues, self._input_blob_names):
            net.DequeueBlobs([BlobReference(name_queue)], [BlobReference(self._namescope + blob_name)])

    def _log_inputs_per_interval(self, inputs: int, force: bool = False) -> None:
        self._inputs += inputs
        now = time.time()
        elapsed = now - self._prev_seconds
        if elapsed >= LOG_INT_SECS or force:
            rate = self._inputs / elapsed if elapsed > 0 else 0.0
            log.info("%s/%s: %.1f inputs/sec", self._input_source_name, self._namescope, rate)
            self._metrics.put_metric("inputs_per_sec", rate, count=False)
            if not force:
                self._inputs = 0
                self._prev_seconds = now


class DataWorker(Worker):
    """Fetches one chunk after the other: worker_fun(worker_id, batch_size) returns an array for each input blob."""

    _metric = "fetcher_time"

    def __init__(self, coordinator: WorkerCoordinator, worker_id: int, worker_fun: Callable, metrics: Metrics, batch_size: int,
                 batch_feeder: BatchFeeder):
        super().__init__(coordinator, worker_id, worker_fun=worker_fun, metrics=metrics)
        self._batch_size = batch_size
        self._batch_feeder = batch_feeder

    def run(self) -> None:
        data = self._worker_fun(self._worker_id, self._batch_size)
        self._batch_feeder.put(data, self._coordinator)


class GlobalCoordinator(GlobalWorkerCoordinator):
    """All data coordinators of the process, with a queue for each name."""

    def __init__(self) -> None:
        super().__init__()
        self._queues: dict[str, Any] = {}

    def get_queue(self, queue_name: str, max_buffered_batches: int) -> Any:
        """The queue of this name, made for so many chunks when it is first asked for."""
        assert isinstance(max_buffered_batches, int), f"max_buffered_batches must be an int, got {type(max_buffered_batches)}"
        if queue_name not in self._queues:
            self._queues[queue_name] = queue_module.Queue(maxsize=max_buffered_batches)
        return self._queues[queue_name]

    def reset_data_input(self, namescope: str, name: str, net: Any, batch_size: int) -> None:
        """Lets the source `name` of this scope feed another net, in batches of another size."""
        log.info("Reset data input %s, batch size %s: ", name, batch_size)
        for coordinator in self._coordinators:
            state = coordinator._state
            if coordinator._worker_name == name and state._namescope == namescope:
                state._batch_size = batch_size
                state._create_caffe2_ops(net)


global_coordinator = GlobalCoordinator()


def get_worker_ids(num_workers: int) -> list[int]:
    """The numbers from 0 on."""
    return list(range(num_workers))


def enqueuer(coordinator: WorkerCoordinator, batch_feeder: BatchFeeder) -> None:
    """Puts batches into the net's queues while the coordinator is active."""
    while coordinator.is_active():
        try:
            batch_feeder._enqueue_batch(coordinator)
        except DataInputError as error:
            log.error("Data input failed: %s. The queues are closed.", error)
            coordinator._stop()
        except _C.Error:
            if coordinator.is_active():  # a closed queue is how a feeder is told to stop
                raise


def init_data_input_workers(net: Any, input_blob_names: Sequence[str], fetch_fun: Callable, batch_size: int,
                            num_worker_threads: int = 2, input_source_name: str = "train", max_buffered_batches: int = 800,
                            init_fun: Callable | None = None, external_loggers: Iterable[Any] | None = None,
                            dont_rebatch: bool = False, batch_columns: Sequence[int] | None = None,
                            timeout: float = 600) -> GlobalCoordinator:
    """Lets Python functions feed a net: operators that wait for a batch are added to it, and threads call the function.

    net: a Net or a model. fetch_fun(worker_id, batch_size): a list of arrays, one for each input blob, of any number of examples.
    input_source_name: for several sources in one net, and for stop_coordinator. max_buffered_batches: chunks that wait.
    dont_rebatch: take chunks as batches. batch_columns: the axis of each blob that counts examples. timeout: seconds without data
    after which the net's runs fail.

    Call start() of the returned object before the net runs, and stop() at the end.
    """
    device_option = scope.CurrentDeviceScope()
    metrics = Metrics(external_loggers)
    feeder = BatchFeeder(
        net, input_blob_names, batch_size, device_option, scope.CurrentNameScope(), input_source_name,
        global_coordinator.get_queue(input_source_name, max_buffered_batches), metrics, dont_rebatch, batch_columns, timeout=timeout)
    worker_ids = [global_coordinator.get_new_worker_id() for _ in range(num_worker_threads)]
    coordinator = WorkerCoordinator(input_source_name, worker_ids, init_fun, feeder)
    threads = [
        threading.Thread(target=run_worker, name=f"data_workers fetcher id: {worker_id}",
                         args=(coordinator, DataWorker(coordinator, worker_id, fetch_fun, metrics, batch_size, feeder)))
        for worker_id in worker_ids
    ]
    threads.append(threading.Thread(target=enqueuer, name=f"Enqueuer {input_source_name} {scope.CurrentNameScope()}",
                                    args=(coordinator, feeder)))
    coordinator._workers = threads
    global_coordinator.add(coordinator)
    return global_coordinator
