"""Checks that every blob is defined before it is used, task by task."""

from __future__ import annotations

import collections
import contextlib
from typing import Any, Iterator

from netdef._impl.checkpoint.job import Job
from netdef._impl.core.net import Net
from netdef._impl.core.plan import ExecutionStep
from netdef._impl.net_printer.visitor import Visitor
from netdef._impl.task.group import TaskGroup
from netdef._impl.task.task import Task, WorkspaceType
from netdef.proto.caffe2_pb2 import OperatorDef


class Analyzer(Visitor):
    """Called with an object, follows it and asserts that its blobs are defined.

    Blobs whose names start with one of PREFIXES_TO_IGNORE come from elsewhere.
    """

    PREFIXES_TO_IGNORE = {"distributed_ctx_init"}

    def __init__(self) -> None:
        self.workspaces: dict[Any, dict[str, int]] = collections.defaultdict(dict)  # node: {blob: how often it was written}
        self.workspace_ctx: list[dict[str, int]] = [self.workspaces[None]]

    @property
    def workspace(self) -> dict[str, int]:
        """The current workspace: {blob: how often it was written}."""
        return self.workspace_ctx[-1]

    @contextlib.contextmanager
    def set_workspace(self, node: Any = None, ws: dict[str, int] | None = None, do_copy: bool = False) -> Iterator[dict[str, int]]:
        """A with block in the workspace of a node, or in `ws`; with do_copy in a copy that is dropped at the end."""
        if ws is None:
            ws = self.workspace if node is None else self.workspaces[str(node)]
        if do_copy:
            ws = dict(ws)
        self.workspace_ctx.append(ws)
        yield ws
        self.workspace_ctx.pop()

    def define_blob(self, blob: str) -> None:
        """Notes that a blob is written."""
        self.workspace[blob] = self.workspace.get(blob, 0) + 1

    def need_blob(self, blob: str) -> None:
        """Asserts that a blob has been written."""
        if any(blob.startswith(prefix) for prefix in self.PREFIXES_TO_IGNORE):
            return
        assert blob in self.workspace, f"Blob undefined: {blob}"


@Analyzer.register(OperatorDef)
def analyze_op(analyzer: Analyzer, op: OperatorDef) -> None:
    """Needs the inputs, defines the outputs."""
    for blob in op.input:
        analyzer.need_blob(blob)
    for blob in op.output:
        analyzer.define_blob(blob)


@Analyzer.register(Net)
def analyze_net(analyzer: Analyzer, net: Net) -> None:
    """The operators in order."""
    for op in net.Proto().op:
        analyzer(op)


@Analyzer.register(ExecutionStep)
def analyze_step(analyzer: Analyzer, step: ExecutionStep) -> None:
    """Substeps and nets in order; each substep that runs beside others sees what was there before them."""
    proto = step.Proto()
    with analyzer.set_workspace(do_copy=proto.create_workspace):
        if proto.report_net:
            with analyzer.set_workspace(do_copy=True):
                analyzer(step.get_net(proto.report_net))
        if proto.concurrent_substeps:
            before = dict(analyzer.workspace)
            for substep in step.Substeps():
                with analyzer.set_workspace(ws=dict(before)) as own:
                    analyzer(substep)
                analyzer.workspace.update(own)
        else:
            for substep in step.Substeps():
                analyzer(substep)
        for name in proto.network:
            analyzer(step.get_net(name))
        if proto.should_stop_blob:
            analyzer.need_blob(proto.should_stop_blob)


@Analyzer.register(Task)
def analyze_task(analyzer: Analyzer, task: Task) -> None:
    """The task's step in the workspace of its node; a private one's blobs are dropped afterwards, its outputs must be defined."""
    private = task.workspace_type() == WorkspaceType.PRIVATE
    with analyzer.set_workspace(node=task.node, do_copy=private):
        analyzer(task.get_step())
        for output in task.outputs():
            for blob in output.names:
                analyzer.need_blob(str(blob))


@Analyzer.register(TaskGroup)
def analyze_task_group(analyzer: Analyzer, tg: TaskGroup) -> None:
    """The tasks, which run at the same time: none sees what another defines, and no two may define the same global blob."""
    before = {node: dict(ws) for node, ws in analyzer.workspaces.items()}
    defined: dict[tuple[str, str], str] = {}
    for task in tg.tasks():
        node = str(task.node)
        known = before.get(node, {})
        analyzer.workspaces[node] = own = dict(known)
        analyzer(task)
        for blob in set(own) - set(known):
            assert (node, blob) not in defined, f"Blob redefined: {blob}, by the tasks {defined[node, blob]} and {task.name}"
            defined[node, blob] = task.name
    for node, blob in defined:
        before.setdefault(node, {})[blob] = 1
    analyzer.workspaces.update(before)


@Analyzer.register(Job)
def analyze_job(analyzer: Analyzer, job: Job) -> None:
    """The groups in order."""
    for group in (job.init_group, job.epoch_group, job.download_group, job.exit_group):
        analyzer(group)


def analyze(obj: Any) -> None:
    """Asserts that every blob of a Net, ExecutionStep, Task, TaskGroup or Job is defined before it is used.

    Raises:
        AssertionError: "Blob undefined: name", or "Blob redefined: name" where tasks that run at the same time both define it.
    """
    Analyzer()(obj)
