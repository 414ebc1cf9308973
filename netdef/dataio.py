"""Interfaces of readers and writers, and readers made of others; as caffe2.python.dataio."""

from netdef._impl.dataio.composite import CompositeReader, CompositeReaderBuilder
from netdef._impl.dataio.interfaces import PipedReaderBuilder, Pipe, Reader, ReaderBuilder, Writer
from netdef._impl.dataio.limits import (
    CounterReader,
    CountUntil,
    ReaderWithDelay,
    ReaderWithLimit,
    ReaderWithLimitBase,
    ReaderWithTimeLimit,
)

__all__ = [
    "CompositeReader", "CompositeReaderBuilder", "CountUntil", "CounterReader", "Pipe", "PipedReaderBuilder", "Reader",
    "ReaderBuilder", "ReaderWithDelay", "ReaderWithLimit", "ReaderWithLimitBase", "ReaderWithTimeLimit", "Writer",
]
