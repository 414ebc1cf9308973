"""A reader that keeps what it read in a database file; as caffe2.python.cached_reader."""

from netdef._impl.file_readers.cached import CachedReader

__all__ = ["CachedReader"]
