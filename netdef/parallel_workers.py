"""Threads that call a Python function again and again; as caffe2.python.parallel_workers."""

from netdef._impl.workers.coordinator import (
    LOG_INT_SECS,
    GlobalWorkerCoordinator,
    State,
    Worker,
    WorkerCoordinator,
    global_coordinator,
    init_workers,
    run_worker,
)
from netdef._impl.workers.metrics import Metrics

__all__ = [
    "GlobalWorkerCoordinator", "LOG_INT_SECS", "Metrics", "State", "Worker", "WorkerCoordinator", "global_coordinator",
    "init_workers", "run_worker",
]
