"""Jobs of epochs with checkpoints; as caffe2.python.checkpoint.

    with Job() as job:
        with job.init_group, Task():
            ...                       # makes the model: this is what is saved
        pipe(reader, processor=train)
        epoch_limiter(job, 10)
    JobRunner(job, CheckpointManager(folder, "trainer", "minidb")).train(LocalSession())
"""

from netdef._impl.checkpoint.job import Job, epoch_limiter
from netdef._impl.checkpoint.manager import CheckpointManager, db_name, get_ckpt_filename
from netdef._impl.checkpoint.multi_node import MultiNodeCheckpointManager
from netdef._impl.checkpoint.runner import JobRunner, UploadTaskGroupBuilder

__all__ = [
    "CheckpointManager", "Job", "JobRunner", "MultiNodeCheckpointManager", "UploadTaskGroupBuilder", "db_name", "epoch_limiter",
    "get_ckpt_filename",
]
