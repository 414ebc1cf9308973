"""A queue that several threads fill from a reader; as caffe2.python.record_queue."""

from netdef._impl.queues.record_queue import RecordQueue

__all__ = ["RecordQueue"]
