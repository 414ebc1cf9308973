"""What both checkpoint managers tell and ask the metadata handler."""

from __future__ import annotations

from typing import Any


class MetadataClient:
    """Passes on to the metadata handler, where there is one.

    metadata_handler: told of epochs written (write) and of where they are (set_params), asked for the one to go on from
    (last_epoch) and whether checkpoints can be written (cp_accessible), and given statistics (report).
    """

    def __init__(self, db_prefix: str, db_type: str, metadata_handler: Any = None):
        """db_prefix: the folder. db_type: the kind of database, as "minidb"."""
        self._db_prefix = db_prefix
        self._db_type = db_type
        self._metadata_handler = metadata_handler
        self._path_prefix: str | None = None
        self._path_type: str | None = None

    def collect_checkpoint_stats(self, stats: dict) -> None:
        """Adds the seconds the last save or load took, under the name of its database."""
        raise NotImplementedError(f"{type(self).__name__} must implement collect_checkpoint_stats")

    def _names(self, nodes: list) -> list[str]:
        """The names of the nodes whose checkpoints these are."""
        return [str(node) for node in nodes]

    def report_checkpoint_stats(self, action_name: str) -> None:
        """Gives the seconds the last save or load took to the metadata handler."""
        stats: dict = {}
        self.collect_checkpoint_stats(stats)
        if self._metadata_handler:
            self._metadata_handler.report(action_name, stats)

    def write_checkpoint_metadata(self, epoch: int) -> None:
        """Tells the metadata handler that the epoch was saved."""
        if self._metadata_handler is not None:
            self._metadata_handler.write(epoch=epoch)

    def get_resume_from_epoch_id(self, user_epoch: int | None = None) -> int | None:
        """The epoch to go on from, None to start anew."""
        if self._metadata_handler is None:
            return user_epoch
        return self._metadata_handler.last_epoch(user_epoch=user_epoch)

    def set_params(self, nodes: list, path_prefix: str | None = None, path_type: str | None = None) -> None:
        """Where the checkpoints to go on from are, for the metadata handler."""
        self._path_prefix, self._path_type = path_prefix, path_type
        if self._metadata_handler is not None:
            self._metadata_handler.set_params(
                db_prefix=self._db_prefix, db_type=self._db_type, node_names=self._names(nodes), path_prefix=path_prefix,
                path_type=path_type)

    def cp_accessible(self, epoch: int | None = None) -> bool:
        """Whether checkpoints can be written."""
        return True if self._metadata_handler is None else self._metadata_handler.cp_accessible(epoch)
