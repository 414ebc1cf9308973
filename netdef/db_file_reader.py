"""A reader of datasets in database files; as caffe2.python.db_file_reader."""

from netdef._impl.file_readers.db_file import DBFileReader

__all__ = ["DBFileReader"]
