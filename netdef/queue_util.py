"""Queues of records between tasks; as caffe2.python.queue_util."""

from netdef._impl.queues.queue import Queue, QueueWrapper, close_queue, dequeue, enqueue

__all__ = ["Queue", "QueueWrapper", "close_queue", "dequeue", "enqueue"]
