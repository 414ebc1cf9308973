"""JobRunner: runs a Job's epochs with checkpoints between them."""

from __future__ import annotations

import logging
from typing import Any

from netdef._impl.checkpoint.job import Job
from netdef._impl.progress import progress

logger = logging.getLogger(__name__)


class UploadTaskGroupBuilder:
    """Makes the task group that carries the checkpoints away when the training is over."""

    def build(self, epoch: int, checkpoint_manager: Any) -> Any:
        """The task group. epoch: the last one."""
        raise NotImplementedError(f"{type(self).__name__} must implement build")


class JobRunner:
    """Runs a job from the start, or from the checkpoint of an epoch."""

    def __init__(self, job: Job, checkpoint_manager: Any = None, resume_from_epoch: int | None = None,
                 upload_task_group_builder: UploadTaskGroupBuilder | None = None):
        self.resume_from_epoch = resume_from_epoch
        self.checkpoint_manager = checkpoint_manager
        self.job = job
        self.upload_task_group_builder = upload_task_group_builder

    def train(self, session: Any) -> int:
        """Runs epochs until a stop condition; the number of the last one, counted from 1 also over a resumption."""
        manager = self.checkpoint_manager
        if manager:
            manager.set_params(nodes=self.job.nodes_to_checkpoint())
            self.resume_from_epoch = manager.get_resume_from_epoch_id(self.resume_from_epoch)
        from_scratch = self.resume_from_epoch is None
        if from_scratch:
            session.run(self.job.init_group)
        if manager:
            session.run(manager.init(self.job.nodes_to_checkpoint(), retrieve_from_epoch=self.resume_from_epoch))
            if from_scratch:
                self.save_checkpoints(0, session)
            else:
                logger.info("Loading checkpoints for epoch %s", self.resume_from_epoch)
                session.run(manager.load(self.resume_from_epoch))
        epoch = self._run_epochs(session, 1 if from_scratch else self.resume_from_epoch + 1)
        if self.upload_task_group_builder:
            session.run(self.upload_task_group_builder.build(epoch, manager))
        session.run(self.job.download_group)
        session.run(self.job.exit_group)
        return epoch

    def _run_epochs(self, session: Any, epoch: int) -> int:
        with progress("epochs") as advance:
            while True:
                logger.info("Starting epoch %d", epoch)
                session.run(self.job.epoch_group)
                logger.info("Finished epoch %d", epoch)
                stop = [output.fetch() for output in self.job.stop_conditions]
                if self.checkpoint_manager:
                    self.save_checkpoints(epoch, session)
                advance("")
                if any(stop):
                    return epoch
                epoch += 1

    def load_blobs_from_checkpoints(self, blob_names: list, epoch: int, session: Any) -> bool:
        """Loads some blobs from the checkpoints of an epoch; False where there is none.

        Raises:
            ValueError: the runner has no checkpoint manager.
        """
        if not self.checkpoint_manager:
            raise ValueError("Checkpoint manager is None")
        return self.checkpoint_manager.load_blobs_locally(self.job.nodes_to_checkpoint(), blob_names, epoch, session)

    def save_checkpoints(self, epoch: int, session: Any) -> None:
        """Saves the checkpoints of an epoch. A failure is logged and ends nothing: hours of training are worth more."""
        try:
            if self.checkpoint_manager.cp_accessible(epoch=None):
                session.run(self.checkpoint_manager.save(epoch))
                self.checkpoint_manager.write_checkpoint_metadata(epoch)
                self.checkpoint_manager.report_checkpoint_stats("checkpoint_save")
            else:
                logger.warning("Checkpoint files cannot be accessed!")
        except Exception as error:
            logger.warning("Unable to save checkpoint for epoch %s. Error: %s", epoch, error)
