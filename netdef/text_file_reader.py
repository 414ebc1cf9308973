"""A reader of tab-separated files; as caffe2.python.text_file_reader."""

from netdef._impl.file_readers.text import TextFileReader

__all__ = ["TextFileReader"]
