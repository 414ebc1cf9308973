"""Python threads that feed a net; as caffe2.python.data_workers."""

from netdef._impl.workers.coordinator import GlobalWorkerCoordinator, State, Worker, WorkerCoordinator, run_worker
from netdef._impl.workers.data import (
    LOG_INT_SECS,
    BatchFeeder,
    DataWorker,
    GlobalCoordinator,
    enqueuer,
    get_worker_ids,
    global_coordinator,
    init_data_input_workers,
)
from netdef._impl.workers.metrics import Metrics

__all__ = [
    "BatchFeeder", "DataWorker", "GlobalCoordinator", "GlobalWorkerCoordinator", "LOG_INT_SECS", "Metrics", "State", "Worker",
    "WorkerCoordinator", "enqueuer", "get_worker_ids", "global_coordinator", "init_data_input_workers", "run_worker",
]
