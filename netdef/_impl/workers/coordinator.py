"""Coordinators start and stop worker threads; one object per process knows all of them."""

from __future__ import annotations

import abc
import atexit
import logging
import threading
import time
from typing import Any, Callable, Iterable

from netdef._impl.workers.metrics import Metrics

log = logging.getLogger(__name__)

LOG_INT_SECS = 60
_JOIN_SECONDS = 10.0


class State(abc.ABC):
    """What a group of workers shares."""

    @abc.abstractmethod
    def start(self) -> None:
        """Before the workers start."""

    @abc.abstractmethod
    def stop(self) -> None:
        """When they are to stop."""

    @abc.abstractmethod
    def cleanup(self) -> None:
        """After they stopped."""


class WorkerCoordinator:
    """The threads of one group: they run while it is active."""

    def __init__(self, worker_name: str, worker_ids: Iterable[int], init_fun: Callable | None, state: State | None = None,
                 shutdown_fun: Callable | None = None):
        """init_fun(coordinator, global_coordinator): called before the start. shutdown_fun(): called after the stop."""
        self._active = True
        self._started = False
        self._workers: list[threading.Thread] = []
        self._worker_name = worker_name
        self._worker_ids = worker_ids
        self._init_fun = init_fun
        self._state = state
        self._shutdown_fun = shutdown_fun

    def is_active(self) -> bool:
        """Whether the workers are to go on."""
        return self._active

    def init(self, global_coordinator: Any) -> None:
        """Calls init_fun, once."""
        if self._init_fun and not self._started:
            self._init_fun(self, global_coordinator)

    def get_worker_ids(self) -> Iterable[int]:
        """The numbers of its workers, unique in the process."""
        return self._worker_ids

    def _start(self) -> None:
        if self._started:
            return
        self._active = True
        self._started = True
        if self._state:
            self._state.start()
        for worker in self._workers:
            worker.daemon = True
            worker.start()

    def _stop(self) -> None:
        self._active = False
        self._started = False
        if self._state:
            self._state.stop()
        if self._shutdown_fun:
            self._shutdown_fun()

    def _wait_finish(self) -> bool:
        """Whether every worker ended in time."""
        success = True
        for worker in self._workers:
            if worker is threading.current_thread():
                continue
            worker.join(_JOIN_SECONDS)
            if worker.is_alive():
                log.error("Worker %s failed to stop while waiting", worker.name)
                success = False
        return success


class GlobalWorkerCoordinator:
    """All coordinators of the process; they stop when the process ends."""

    def __init__(self) -> None:
        self._coordinators: list[WorkerCoordinator] = []
        self._fetcher_id_seq = 0
        self._worker_ids: list[int] = []
        self.register_shutdown_handler()

    def add(self, coordinator: WorkerCoordinator) -> None:
        """Takes on a coordinator."""
        self._coordinators.append(coordinator)

    def get_new_worker_id(self) -> int:
        """A number no other worker has."""
        worker_id = self._fetcher_id_seq
        self._worker_ids.append(worker_id)
        self._fetcher_id_seq += 1
        return worker_id

    def get_worker_ids(self) -> list[int]:
        """All numbers given so far."""
        return self._worker_ids

    def start(self) -> None:
        """Starts what has not started."""
        for coordinator in self._coordinators:
            coordinator.init(self)
            coordinator._start()

    def stop(self) -> bool:
        """Stops all; whether every worker ended in time."""
        coordinators, self._coordinators = self._coordinators, []
        return self._end(coordinators)

    def stop_coordinator(self, worker_name: str) -> bool:
        """Stops the coordinators of this name; whether every worker ended in time."""
        named = [coordinator for coordinator in self._coordinators if coordinator._worker_name == worker_name]
        self._coordinators = [coordinator for coordinator in self._coordinators if coordinator not in named]
        return self._end(named)

    @staticmethod
    def _end(coordinators: list[WorkerCoordinator]) -> bool:
        for coordinator in coordinators:
            coordinator._stop()
        ended = [coordinator._wait_finish() for coordinator in coordinators]
        for coordinator in coordinators:
            if coordinator._state:
                coordinator._state.cleanup()
        return all(ended)

    def register_shutdown_handler(self) -> None:
        """Stops all when the process ends."""
        atexit.register(self.stop)


class Worker:
    """What one thread does again and again."""

    _metric = "worker_time"

    def __init__(self, coordinator: WorkerCoordinator, worker_id: int, worker_fun: Callable | None = None,
                 metrics: Metrics | None = None):
        self._coordinator = coordinator
        self._worker_id = worker_id
        self._worker_fun = worker_fun
        self._metrics = metrics
        self._start_time: float | None = None

    def start(self) -> None:
        """Before each round."""
        self._start_time = time.time()

    def run(self) -> None:
        """One round."""
        self._worker_fun(self._worker_id)

    def handle_exception(self, e: BaseException) -> None:
        """After a failure: it is logged, and the group stops."""
        log.exception("Exception in worker %s", self._worker_id, exc_info=e)
        self._coordinator._stop()

    def finish(self) -> None:
        """After each round."""
        self._metrics.put_metric(self._metric, time.time() - self._start_time)
        self._metrics.log_metrics()


def run_worker(coordinator: WorkerCoordinator, worker: Worker) -> None:
    """Rounds of a worker while its coordinator is active."""
    while coordinator.is_active():
        worker.start()
        try:
            worker.run()
        except Exception as error:
            worker.handle_exception(error)
        finally:
            worker.finish()


global_coordinator = GlobalWorkerCoordinator()


def init_workers(worker_fun: Callable, num_worker_threads: int = 2, worker_name: str = "train",
                 init_fun: Callable | None = None, external_loggers: Iterable[Any] | None = None,
                 shutdown_fun: Callable | None = None) -> GlobalWorkerCoordinator:
    """Threads that call worker_fun(worker_id) again and again, from the returned object's start() to its stop()."""
    metrics = Metrics(external_loggers)
    worker_ids = [global_coordinator.get_new_worker_id() for _ in range(num_worker_threads)]
    coordinator = WorkerCoordinator(worker_name, worker_ids, init_fun, shutdown_fun=shutdown_fun)
    coordinator._workers = [
        threading.Thread(target=run_worker, name=f"parallel_workers worker id {worker_id}",
                         args=(coordinator, Worker(coordinator, worker_id, worker_fun, metrics)))
        for worker_id in worker_ids
    ]
    global_coordinator.add(coordinator)
    return global_coordinator
