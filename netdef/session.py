"""Sessions that run nets, steps, plans, tasks and groups of tasks; as caffe2.python.session."""

from netdef._impl.session.local import LocalSession
from netdef._impl.session.session import CompiledRunnable, Session

__all__ = ["CompiledRunnable", "LocalSession", "Session"]
