"""LocalSession: runs tasks in this process."""

from __future__ import annotations

from typing import Any, Iterable

from netdef import _C
from netdef._impl.core.blob_reference import BlobReference
from netdef._impl.core.plan import Plan, execution_step
from netdef._impl.session.session import Session
from netdef._impl.task.group import TaskGroup
from netdef._impl.task.task import WorkspaceType


class LocalSession(Session):
    """Runs in `ws`, or in the current workspace; groups of the private kind in a child of it that lives only for the run."""

    def __init__(self, ws: Any = None):
        super().__init__()
        self._ws = ws or _C.Workspace.current

    @classmethod
    def _compile_task_group(cls, task_group: TaskGroup, setup_net_list: Iterable[Any] | None = None) -> tuple:
        task = task_group.to_task()
        plan = Plan("task_group_plan")
        for net in setup_net_list or ():
            plan.AddStep(execution_step(None, net))
        plan.AddStep(task.get_step())
        return plan, task.output_list(), task.workspace_type()

    def _run_compiled(self, obj: tuple) -> None:
        plan, output_list, workspace_type = obj
        outputs = []
        for name in output_list.names():
            self._ws.create_blob(str(name))  # made in the session's workspace, they outlive a private one
            outputs.append(BlobReference(str(name)))
        output_list.set_values(outputs, _fetch_func=self._fetch_output)
        workspace = _C.Workspace(self._ws) if workspace_type == WorkspaceType.PRIVATE else self._ws
        workspace.run(plan)

    def _fetch_output(self, output: Any) -> Any:
        return self._ws.fetch_blob(str(output))
