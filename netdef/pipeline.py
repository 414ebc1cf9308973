"""Pipelines of readers, processors and writers; as caffe2.python.pipeline."""

from netdef._impl.pipeline.pipe import DEFAULT_QUEUE_CAPACITY, pipe, pipe_and_output
from netdef._impl.pipeline.processor import (
    NetProcessor,
    Output,
    ProcessingReader,
    make_processor,
    normalize_processor_output,
    processor_name,
)

__all__ = [
    "DEFAULT_QUEUE_CAPACITY", "NetProcessor", "Output", "ProcessingReader", "make_processor", "normalize_processor_output",
    "pipe", "pipe_and_output", "processor_name",
]
