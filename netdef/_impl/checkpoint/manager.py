"""CheckpointManager: saves the blobs of one node to a database per epoch, and loads them."""

from __future__ import annotations

import logging
import os
from typing import Any, Callable

from netdef._impl.checkpoint.metadata import MetadataClient
from netdef._impl.core.net import Net
from netdef._impl.net_builder.operations import ops
from netdef._impl.task.outputs import TaskOutput
from netdef._impl.task.task import Task, final_output

logger = logging.getLogger(__name__)


def get_ckpt_filename(node_name: str, epoch: int) -> str:
    """`<node>.<epoch>`."""
    return f"{node_name}.{epoch}"


def db_name(epoch: int, node_name: str, db_prefix: str, path_prefix: str | None = None) -> str:
    """The path of a checkpoint: in the folder `db_prefix`, or straight after `path_prefix`."""
    filename = get_ckpt_filename(node_name, epoch)
    return path_prefix + filename if path_prefix else os.path.join(db_prefix, filename)


class CheckpointManager(MetadataClient):
    """Makes the tasks that save and load. The blobs are those that exist when init's task runs."""

    BLOB_NAMES = "blob_names"

    def __init__(self, db_prefix: str, node_name: str, db_type: str, metadata_handler: Any = None):
        """db_prefix: the folder. db_type: the kind of database, as "minidb"."""
        super().__init__(db_prefix, db_type, metadata_handler)
        self._node_name = node_name
        self._net = Net("!!checkpoint_mngr")
        self._blob_names = self._net.AddExternalInput(self.BLOB_NAMES)
        self._names_output: TaskOutput | None = None
        self._current_db_name: str | None = None
        self._current_checkpoint_duration: TaskOutput | None = None

    def init(self, nodes: list | None = None, retrieve_from_epoch: int | None = None, path_prefix: str | None = None,
             path_type: str | None = None) -> Task:
        """The task that lists the blobs: those that exist when it runs, or those saved in an epoch."""
        assert nodes is None or len(nodes) == 1, "CheckpointManager only supports single node."
        with Task(outputs=[self._blob_names]) as task:
            if retrieve_from_epoch is None:
                ops.GetAllBlobNames([], self._blob_names, include_shared=False)
            else:
                ops.Load([], self._blob_names, keep_device=True, **self._db(retrieve_from_epoch, path_prefix, path_type))
        self._names_output = task.outputs()[0]
        return task

    def blob_list(self) -> list:
        """The names of the blobs, after init's task ran."""
        assert self._names_output, "init must be called first."
        return self._names_output.fetch().tolist()

    def save(self, epoch: int) -> Task:
        """The task that saves the blobs."""
        self._current_db_name = self._db(epoch)["db"]
        logger.info("Saving to %s", self._current_db_name)
        return self._timed_task("checkpoint_save", lambda: ops.Save(self.blob_list(), [], **self._db(epoch)))

    def load(self, epoch: int, path_prefix: str | None = None, path_type: str | None = None) -> Task:
        """The task that loads the blobs."""
        self._current_db_name = self._db(epoch, path_prefix)["db"]
        logger.info("Loading checkpoints from = %s", self._current_db_name)
        return self._timed_task(
            "checkpoint_load", lambda: ops.Load([], self.blob_list(), keep_device=True, **self._db(epoch, path_prefix, path_type)))

    def load_blobs_from_checkpoint(self, blob_names: list, epoch: int) -> Task:
        """The task that loads some blobs, and leaves out those that were not saved."""
        self._current_db_name = self._db(epoch)["db"]
        logger.info("Load from %s", self._current_db_name)
        return self._timed_task(
            "checkpoint_partial_load", lambda: ops.Load([], blob_names, allow_incomplete=True, **self._db(epoch)))

    def check_db_exists(self, epoch: int) -> Task:
        """The task whose bool output says whether the checkpoint exists."""
        logger.info("Check existence of %s", self._db(epoch)["db"])
        with Task() as task:
            existence = ops.Const(False)
            ops.DBExists([], [existence], db_name=self._db(epoch)["db"], db_type=self._db_type, absolute_path=True)
            task.add_output(existence)
        return task

    def collect_checkpoint_stats(self, stats: dict) -> None:
        """Adds the seconds the last save or load took, under the name of its database."""
        if self._current_db_name and self._current_checkpoint_duration:
            nanoseconds = self._current_checkpoint_duration.fetch()
            stats[self._current_db_name] = float(nanoseconds.item()) / 1e9

    def _names(self, nodes: list) -> list[str]:
        return [str(self._node_name)]

    def _db(self, epoch: int, path_prefix: str | None = None, path_type: str | None = None) -> dict:
        """The arguments that tell Save and Load where the checkpoint is."""
        path = db_name(epoch, self._node_name, self._db_prefix, path_prefix)
        return {"db": path, "db_type": path_type or self._db_type, "absolute_path": True}

    def _timed_task(self, name: str, build: Callable[[], Any]) -> Task:
        with Task(name=name) as task:
            with ops.task_init():
                timer = ops.TimerBegin([], counter_name=self._node_name)
            build()
            with ops.task_exit():
                elapsed = ops.TimerGetAndEnd(timer)
                self._current_checkpoint_duration = final_output(elapsed)
        return task
