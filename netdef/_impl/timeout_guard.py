"""Ends a process that is stuck."""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import os
import signal
import sys
import threading
from typing import Iterator

log = logging.getLogger(__name__)

_SECONDS_TO_DIE = 10.0


class WatcherThread(threading.Thread):
    """Waits for `completed`; after `timeout_secs` it prints the stacks of all threads and ends the process."""

    def __init__(self, timeout_secs: float):
        super().__init__()
        self.timeout_secs = timeout_secs
        self.completed = False
        self.condition = threading.Condition()
        self.daemon = True
        self.caller_thread = threading.current_thread()

    def run(self) -> None:
        with self.condition:
            if self.condition.wait_for(lambda: self.completed, self.timeout_secs):
                return
        log.error("Call did not finish in time. Timeout:%ss PID: %s", self.timeout_secs, os.getpid())
        faulthandler.dump_traceback(sys.stderr, all_threads=True)
        os.kill(os.getpid(), signal.SIGINT)
        with self.condition:
            if self.condition.wait_for(lambda: self.completed, _SECONDS_TO_DIE):
                return
        log.error("Process did not terminate cleanly in %s s, forcing", _SECONDS_TO_DIE)
        os.abort()


@contextlib.contextmanager
def CompleteInTimeOrDie(timeout_secs: float) -> Iterator[None]:
    """Ends the process, with the stacks of its threads on stderr, if the block takes longer."""
    watcher = WatcherThread(timeout_secs)
    watcher.start()
    try:
        yield
    finally:
        with watcher.condition:
            watcher.completed = True
            watcher.condition.notify()


def EuthanizeIfNecessary(timeout_secs: float = 120) -> None:
    """Call it when the main thread ends: kills the process if other threads keep it alive for longer."""
    watcher = WatcherThread(timeout_secs)
    main = threading.current_thread()

    def watch() -> None:
        main.join()
        watcher.run()

    threading.Thread(target=watch, daemon=True).start()
