"""MultiNodeCheckpointManager: a CheckpointManager for each node."""

from __future__ import annotations

from typing import Any, Callable

from netdef._impl.checkpoint.manager import CheckpointManager, db_name
from netdef._impl.checkpoint.metadata import MetadataClient
from netdef._impl.net_builder.operations import ops
from netdef._impl.task.cluster import Node
from netdef._impl.task.group import TaskGroup
from netdef._impl.task.task import Task, WorkspaceType


class MultiNodeCheckpointManager(MetadataClient):
    """As CheckpointManager, with task groups that save and load on all nodes."""

    def __init__(self, db_prefix: str, db_type: str, metadata_handler: Any = None):
        """db_prefix: the folder. db_type: the kind of database, as "minidb"."""
        super().__init__(db_prefix, db_type, metadata_handler)
        self._node_managers: list[tuple[str, CheckpointManager]] | None = None

    def _task_group(self, func: Callable, *args: Any, **kwargs: Any) -> TaskGroup:
        assert self._node_managers is not None, "init must be called first."
        with TaskGroup(WorkspaceType.GLOBAL) as task_group:
            for node, manager in self._node_managers:
                with Node(node):
                    func(manager, *args, **kwargs)
        return task_group

    def _set_nodes(self, nodes: list) -> bool:
        """Makes the managers, once; whether it did."""
        if self._node_managers is not None:
            known = [node for node, _ in self._node_managers]
            assert known == nodes, f"the manager is in use for the nodes {known}, not {nodes}"
            return False
        self._node_managers = []
        for node in nodes:
            with Node(node):
                self._node_managers.append((node, CheckpointManager(self._db_prefix, str(node), self._db_type)))
        return True

    def init(self, nodes: list, retrieve_from_epoch: int | None = None, path_prefix: str | None = None,
             path_type: str | None = None) -> TaskGroup:
        """The tasks that list the blobs of each node; none when it was called before."""
        if not self._set_nodes(nodes):
            return TaskGroup(WorkspaceType.GLOBAL)
        return self._task_group(
            CheckpointManager.init, retrieve_from_epoch=retrieve_from_epoch, path_prefix=path_prefix, path_type=path_type)

    def load(self, epoch: int, path_prefix: str | None = None, path_type: str | None = None) -> TaskGroup:
        """The tasks that load the blobs of each node."""
        return self._task_group(CheckpointManager.load, epoch, path_prefix=path_prefix, path_type=path_type)

    def save(self, epoch: int) -> TaskGroup:
        """The tasks that save the blobs of each node."""
        return self._task_group(CheckpointManager.save, epoch)

    def load_blobs_locally(self, nodes: list, blob_names: list, epoch: int, session: Any) -> bool:
        """Loads some blobs from the checkpoints of all nodes into the session; False where a checkpoint is missing."""
        self._set_nodes(nodes)
        assert self._node_managers is not None
        for _, manager in self._node_managers:
            existence_task = manager.check_db_exists(epoch)
            session.run(existence_task)
            if not existence_task.outputs()[0].fetch():
                return False
        with TaskGroup(WorkspaceType.GLOBAL) as load_group:
            with Node("local"), Task():
                for _, manager in self._node_managers:
                    ops.Load([], blob_names, allow_incomplete=True, **manager._db(epoch))
        session.run(load_group)
        return True

    def get_ckpt_db_name(self, node_name: str, epoch: int) -> str | None:
        """The path of a node's checkpoint, None for an unknown node."""
        for node, manager in self._node_managers or ():
            if str(node) == node_name:
                return db_name(epoch, manager._node_name, manager._db_prefix)
        return None

    def collect_checkpoint_stats(self, stats: dict) -> None:
        for _, manager in self._node_managers or ():
            manager.collect_checkpoint_stats(stats)
