"""Job: what runs before, in every epoch of, and after a training."""

from __future__ import annotations

from typing import Any

from netdef._impl import context
from netdef._impl.core.blob_reference import BlobReference
from netdef._impl.core.net import Net
from netdef._impl.task.group import TaskGroup
from netdef._impl.task.outputs import TaskOutput
from netdef._impl.task.task import Task, WorkspaceType


class Job(context.Managed):
    """Four task groups: init, epoch (the current one inside `with Job()`), download, exit.

    The epoch group runs until one of the stop conditions, bool outputs of tasks, is true. What the init group makes is in the
    checkpoints.
    """

    def __init__(self, init_group: TaskGroup | None = None, epoch_group: TaskGroup | None = None,
                 download_group: TaskGroup | None = None, exit_group: TaskGroup | None = None,
                 stop_conditions: list | None = None, nodes_to_checkpoint: list | None = None):
        self.init_group: Any = init_group or TaskGroup(workspace_type=WorkspaceType.GLOBAL)
        self.epoch_group: Any = epoch_group or TaskGroup()
        self.download_group: Any = download_group or TaskGroup()
        self.exit_group: Any = exit_group or TaskGroup()
        self.stop_conditions: list[TaskOutput] = stop_conditions or []
        self._nodes_to_checkpoint = nodes_to_checkpoint

    def nodes_to_checkpoint(self) -> list[str]:
        """The nodes given, else those of the init group."""
        return self._nodes_to_checkpoint or self.init_group.used_nodes()

    def compile(self, session_class: Any) -> None:
        """Compiles the groups, for sessions of this class to run them many times."""
        self._nodes_to_checkpoint = self.nodes_to_checkpoint()
        for group in ("init_group", "epoch_group", "download_group", "exit_group"):
            setattr(self, group, session_class.compile(getattr(self, group)))

    def __enter__(self) -> Job:
        super().__enter__()
        self.epoch_group.__enter__()
        return self

    def __exit__(self, *args: Any) -> None:
        self.epoch_group.__exit__(*args)
        super().__exit__(*args)

    def add_stop_condition(self, output: Any) -> None:
        """Ends the training after the epoch that makes this bool blob or TaskOutput true."""
        if isinstance(output, BlobReference):
            output = Task(outputs=[output], group=self.epoch_group).outputs()[0]
        assert isinstance(output, TaskOutput), f"expected a blob or a TaskOutput, got {type(output)}"
        self.stop_conditions.append(output)


def epoch_limiter(job: Job, num_epochs: int) -> None:
    """Ends the job after so many epochs."""
    with job.init_group:
        init_net = Net("epoch_counter_init")
        counter = init_net.CreateCounter([], init_count=num_epochs - 1)
        Task(step=init_net)
    with job.epoch_group:
        epoch_net = Net("epoch_countdown")
        finished = epoch_net.CountDown(counter)
        output = Task(step=epoch_net, outputs=finished).outputs()[0]
    job.add_stop_condition(output)
