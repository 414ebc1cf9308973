"""Ends a process that is stuck; as caffe2.python.timeout_guard."""

from netdef._impl.timeout_guard import CompleteInTimeOrDie, EuthanizeIfNecessary, WatcherThread

__all__ = ["CompleteInTimeOrDie", "EuthanizeIfNecessary", "WatcherThread"]
