"""TextFileReader: columns of a tab-separated file."""

from __future__ import annotations

from typing import Any

from netdef._impl.core.net import Net
from netdef._impl.dataio.interfaces import Reader
from netdef._impl.schema.scalar import Scalar
from netdef._impl.schema.struct import Struct
from netdef._impl.schema.types import data_type_for_dtype


class TextFileReader(Reader):
    """Reads lines of tab-separated fields, in batches; each field is a column. Several threads may share it."""

    def __init__(self, init_net: Net, filename: str, schema: Struct, num_passes: int = 1, batch_size: int = 1):
        """init_net: where the reader is made. schema: a Struct of scalars, one for each field of a line, str or float32.
        num_passes: how often the file is read."""
        assert isinstance(schema, Struct), "Schema must be a schema.Struct"
        for _, child in schema.get_children():
            assert isinstance(child, Scalar), "Only scalar fields are supported in TextFileReader."
        field_types = [data_type_for_dtype(child.field_type().base) for _, child in schema.get_children()]
        super().__init__(schema)
        self._reader = init_net.CreateTextFileReader([], filename=filename, num_passes=num_passes, field_types=field_types)
        self._batch_size = batch_size

    def read(self, net: Net) -> tuple:
        blobs: Any = net.TextFileReaderRead([self._reader], len(self.schema().field_names()), batch_size=self._batch_size)
        blobs = blobs if isinstance(blobs, tuple) else (blobs,)
        return net.IsEmpty([blobs[0]], net.NextName("should_stop")), blobs
