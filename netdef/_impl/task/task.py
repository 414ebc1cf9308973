"""Task: a step of a group."""

from __future__ import annotations

from typing import Any

from netdef._impl import context
from netdef._impl.core.net import Net
from netdef._impl.core.data_type import DataType
from netdef._impl.core.plan import ExecutionStep, execution_step, to_execution_step
from netdef._impl.net_builder.builder import NetBuilder
from netdef._impl.task import setup
from netdef._impl.task.cluster import Node
from netdef._impl.task.outputs import TaskOutput, TaskOutputList


class WorkspaceType:
    """Whether tasks run in the workspace itself (GLOBAL) or in one that lives only for the run (PRIVATE)."""

    PRIVATE = "private"
    GLOBAL = "global"


class Task(context.Managed):
    """A step that runs on a node beside the other tasks of its group; written as a block, or given as a step.

    with Task() as task:
        total = ops.Add([x, y])
        output = final_output(total)
    """

    TASK_SETUP = setup.TASK_SETUP
    TASK_INSTANCE_SETUP = setup.TASK_INSTANCE_SETUP
    REPORT_STEP = setup.REPORT_STEP

    def __init__(self, step: Any = None, outputs: Any = None, workspace_type: str | None = None, group: Any = None,
                 node: Any = None, name: str | None = None, num_instances: int | None = None):
        """step: nets, a step or a NetBuilder. outputs: blobs, records or TaskOutputs. group, node: by default the current ones.
        name: unique within the group and node, else numbered. num_instances: how many run side by side."""
        from netdef._impl.task.group import TaskGroup

        if not name and isinstance(step, ExecutionStep):
            name = step.Proto().name
        self.node = str(Node.current(None if node is None else Node(node)))
        self.group = TaskGroup.current(group, required=False)
        self.name = _free_name(f"{self.node}/{name or 'task'}", self.group)
        self._already_used = False
        self._step: ExecutionStep | None = None
        self._step_with_setup: ExecutionStep | None = None
        self._outputs: list[TaskOutput] = []
        self._workspace_type = workspace_type
        self._num_instances = num_instances
        self._builder: NetBuilder | None = None
        if step is not None:
            self.set_step(step)
        if outputs is not None:
            self.add_outputs(outputs)
        if self.group is not None:
            self.group.add(self)

    def __enter__(self) -> Task:
        super().__enter__()
        self._assert_not_used()
        assert self._step is None, "This Task already has an execution step."
        self._builder = NetBuilder(_fullname=self.name)
        self._builder.__enter__()
        return self

    def __exit__(self, type: Any, value: Any, traceback: Any) -> None:
        assert self._builder is not None
        self._builder.__exit__(type, value, traceback)
        super().__exit__(type, value, traceback)
        if type is None:
            self.set_step(self._builder)
        self._builder = None

    def workspace_type(self) -> str | None:
        """One of WorkspaceType, None before it is part of a group."""
        return self._workspace_type

    def add_output(self, output: Any) -> TaskOutput:
        """Declares a blob, a list of blobs or a record as wanted after the run."""
        self._assert_not_used()
        if not isinstance(output, TaskOutput):
            output = TaskOutput(output)
        self._outputs.append(output)
        return output

    def add_outputs(self, outputs: Any) -> Any:
        """add_output for one, or for each of a list."""
        self._assert_not_used()
        if not isinstance(outputs, (list, tuple)):
            return self.add_output(outputs)
        return [self.add_output(output) for output in outputs]

    def set_step(self, step: Any) -> None:
        """The step to run: nets, a step or a NetBuilder."""
        self._assert_not_used()
        self._step = to_execution_step(step, self.name)

    def get_step(self) -> ExecutionStep:
        """The step with its reports, instances, and what runs before and after; the task cannot change any more."""
        if self._step_with_setup is not None:
            return self._step_with_setup
        if self._step is None:
            self._step_with_setup = execution_step(self.name, [])
            return self._step_with_setup
        reports = [step for step in self._step.get_all_attributes(setup.REPORT_STEP)
                   if not getattr(step, "_report_step_used", False)]
        for step in reports:
            step._report_step_used = True
        steps = [*reports, self._step]
        task_nets = setup.get_setup_nets(setup.TASK_SETUP, steps, self)
        instance_nets = setup.get_setup_nets(setup.TASK_INSTANCE_SETUP, steps, self)
        if not self._outputs:  # a session waits for outputs
            output_net = Net(self.name + ":output")
            self.add_output(output_net.ConstantFill([], 1, dtype=DataType.INT32, value=0))
            task_nets[1].append(output_net)

        body = self._step if not reports else execution_step(self.name + ":body", steps)
        instance = setup.add_setup_steps(body, *instance_nets, name=self.name + ":instance")
        if (self._num_instances or 1) > 1:
            instance.SetCreateWorkspace(True)
            instance = execution_step(self.name + ":parallel", instance, num_concurrent_instances=self._num_instances)
        self._step_with_setup = setup.add_setup_steps(instance, *task_nets, name=self.name)
        return self._step_with_setup

    def output_list(self) -> TaskOutputList:
        """The declared outputs together."""
        return TaskOutputList(self._outputs)

    def outputs(self) -> list[TaskOutput]:
        """The declared outputs."""
        return self._outputs

    def _notify_used(self) -> None:
        self.get_step()
        self._already_used = True

    def _assert_not_used(self) -> None:
        assert not self._already_used, "Cannot modify task since it is already been used."

    def __repr__(self) -> str:
        return f"Task(name={self.name}, node={self.node}, outputs={self._outputs})"


def final_output(blob_or_record: Any) -> TaskOutput:
    """Declares an output of the current task, or of a new one where there is none."""
    return (Task.current(required=False) or Task()).add_output(blob_or_record)


def _free_name(base: str, group: Any) -> str:
    taken = {task.name for task in group._tasks} if group is not None else set()
    number, name = 0, base
    while name in taken:
        number += 1
        name = f"{base}:{number}"
    return name
