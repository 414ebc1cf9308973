"""CachedReader: what another reader reads, kept in a database file."""

from __future__ import annotations

import os
from typing import Any

from netdef._impl.core.net import Net
from netdef._impl.core.plan import ExecutionStep, execution_step
from netdef._impl.dataio.interfaces import Reader
from netdef._impl.file_readers.db_file import DBFileReader
from netdef._impl.pipeline.pipe import pipe
from netdef._impl.schema.field import Field
from netdef._impl.scope import NameScope
from netdef._impl.task.cluster import Cluster
from netdef._impl.task.group import TaskGroup

_THREADS = 16


class CachedReader(DBFileReader):
    """Reads from a database file that a step, which must run before, fills from the original reader if it does not exist."""

    default_name_suffix = "cached_reader"

    def __init__(self, original_reader: Reader, db_path: str, db_type: str = "LevelDB", name: str | None = None,
                 batch_size: int = 100, loop_over: bool = False):
        """db_type: a kind this build has, as "minidb". name: prefix of blobs. loop_over: begin again at the end."""
        assert original_reader is not None, "original_reader can't be None"
        self.original_reader = original_reader
        super().__init__(db_path, db_type, name, batch_size, loop_over)

    def _init_reader_schema(self, field_names: Any = None) -> Field:
        return self.original_reader.schema()

    def build_cache_step(self, overwrite: bool = False) -> ExecutionStep:
        """The step that fills the file; an empty one where it exists, unless it is to be overwritten."""
        if os.path.exists(self.db_path) and not overwrite:
            return execution_step("build_cache", [])
        init_net, save_net = Net("init"), Net("save")
        with NameScope(self.name), Cluster(), TaskGroup() as copy_group:
            self.ds.init_empty(init_net)
            pipe(self.original_reader, self.ds.writer(), num_threads=_THREADS)
            copy_step = copy_group.to_task().get_step()
        save_net.Save(
            self.ds.get_blobs(), [], db=self.db_path, db_type=self.db_type, blob_name_overrides=self.ds.field_names(),
            absolute_path=True)
        return execution_step("build_cache", [execution_step(None, init_net), copy_step, execution_step(None, save_net)])
