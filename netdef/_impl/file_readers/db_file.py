"""DBFileReader: a dataset that a database holds, one blob for each column."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from netdef import _C
from netdef._impl.core.net import Net
from netdef._impl.core.operator import CreateOperator
from netdef._impl.dataio.interfaces import Reader
from netdef._impl.dataset.dataset import Dataset
from netdef._impl.schema.columns import from_column_list
from netdef._impl.schema.field import Field
from netdef._impl.scope import NameScope


class DBFileReader(Reader):
    """Reads the rows of a database file in random order, in batches."""

    default_name_suffix = "db_file_reader"

    def __init__(self, db_path: str, db_type: str, name: str | None = None, batch_size: int = 100, loop_over: bool = False,
                 field_names: list[str] | None = None):
        """db_type: as "minidb". name: prefix of blobs, by default the file's name and what it is. loop_over: begin again at the end.
        field_names: the columns; by default all blobs of the file."""
        assert db_path, "db_path can't be empty."
        assert db_type, "db_type can't be empty."
        self.db_path = db_path
        self.db_type = db_type
        self.name = name or f"{self._basename(db_path)}_{self.default_name_suffix}"
        self.batch_size = batch_size
        self.loop_over = loop_over
        super().__init__(self._init_reader_schema(field_names))
        self.ds = Dataset(self._schema, self.name + "_dataset")
        self.ds_reader: Any = None

    @staticmethod
    def _basename(path: str) -> str:
        return os.path.splitext(os.path.basename(path))[0]

    def _init_reader_schema(self, field_names: list[str] | None = None) -> Field:
        """The schema: of the columns named, else of all blobs of the file, with the types they have there."""
        if field_names:
            return from_column_list(field_names)
        ws = _C.Workspace()
        op = CreateOperator("Load", [], [], db=self.db_path, db_type=self.db_type, absolute_path=True, load_all=True)
        ws.run(op)
        contents = {name: ws.fetch_blob(name) for name in ws.blobs}
        assert contents, f"{self.db_path} holds no blobs"
        return from_column_list(list(contents), col_types=[_column_type(array) for array in contents.values()])

    def setup_ex(self, init_net: Net, finish_net: Net) -> None:
        if self.ds_reader is not None:
            return
        self._build_ds(init_net)
        self.ds_reader = self.ds.random_reader(init_net, batch_size=self.batch_size, loop_over=self.loop_over)
        self.ds_reader.sort_and_shuffle(init_net)
        self.ds_reader.computeoffset(init_net)

    def _build_ds(self, init_net: Net) -> None:
        with NameScope(self.name):
            self.ds.init_empty(init_net)
        init_net.Load(
            [], self.ds.get_blobs(), db=self.db_path, db_type=self.db_type, absolute_path=True, source_blob_names=self.ds.field_names())

    def read(self, read_net: Net) -> tuple:
        assert self.ds_reader is not None, "setup_ex must be called first"
        return self.ds_reader.read(read_net)


def _column_type(array: Any) -> Any:
    if not isinstance(array, np.ndarray) or array.dtype.kind == "O":
        return str
    return (array.dtype, array.shape[1:]) if array.ndim > 1 else array.dtype
