"""TaskGroup: tasks that run side by side."""

from __future__ import annotations

from typing import Any, Callable

from netdef._impl import context
from netdef._impl.core.net import Net
from netdef._impl.core.plan import ExecutionStep, execution_step
from netdef._impl.task import setup
from netdef._impl.task.cluster import Node
from netdef._impl.task.task import Task, WorkspaceType


class TaskGroup(context.Managed):
    """Collects the tasks made while it is active; run it with a session.

    with TaskGroup() as group:
        with Task():
            ...
    session.run(group)
    """

    LOCAL_SETUP = setup.LOCAL_SETUP

    def __init__(self, workspace_type: str | None = None):
        """workspace_type: one of WorkspaceType; by default that of its tasks, else PRIVATE."""
        self._tasks: list[Task] = []
        self._already_used = False
        self._grouped: TaskGroup | None = None
        self._task: Task | None = None
        self._workspace_type = workspace_type
        self._report_nets: dict[str, tuple[Net, int]] = {}
        self._report_steps: list[tuple[str, ExecutionStep]] = []
        self._remote_nets: list[Net] = []

    def add(self, task: Task) -> None:
        """Adds a task, of the group's workspace type or of none yet."""
        assert not self._already_used, "Cannot add Task to an already used TaskGroup."
        types = {self._workspace_type, task._workspace_type} - {None}
        assert len(types) <= 1, f"a task of type {task._workspace_type} cannot join a group of type {self._workspace_type}"
        if types:
            self._workspace_type = task._workspace_type = types.pop()
        if task.group is None:
            task.group = self
        self._tasks.append(task)

    def tasks(self) -> list[Task]:
        """The tasks; none can be added any more."""
        for task in self._tasks:
            task._notify_used()
        self._already_used = True
        return self._tasks

    def num_registered_tasks(self) -> int:
        """How many tasks there are."""
        return len(self._tasks)

    def used_nodes(self) -> list[str]:
        """The nodes of tasks and reports, in order of first mention."""
        nodes = [task.node for task in self._tasks] + list(self._report_nets) + [node for node, _ in self._report_steps]
        return list(dict.fromkeys(nodes))

    def report_step(self, step: ExecutionStep | None = None, node: Any = None, interval_ms: int = 1000) -> None:
        """A step that runs every so many milliseconds while the tasks of the node run."""
        step.RunEveryMillis(interval_ms)
        self._report_steps.append((str(Node.current(None if node is None else Node(node))), step))

    def report_net(self, net: Net | None = None, node: Any = None, report_interval: int = 5) -> Net:
        """The net that runs every `report_interval` seconds while the tasks of the node run: the one given, else the node's."""
        name = str(Node.current(None if node is None else Node(node)))
        assert net is None or name not in self._report_nets, f"node {name} has a report net already"
        if name not in self._report_nets:
            self._report_nets[name] = (net or Net(name + "/reporter"), report_interval)
        return self._report_nets[name][0]

    def tasks_by_node(self, node_remap: Callable[[str], str] | None = None) -> TaskGroup:
        """A group with one task per node, which runs all of the node's tasks side by side. node_remap: from node to node."""
        assert self._grouped is None, "Cannot call tasks_by_node multiple times."
        self._workspace_type = self._workspace_type or WorkspaceType.PRIVATE
        remap = node_remap or (lambda node: node)
        steps: dict[str, list[ExecutionStep]] = {}
        outputs: dict[str, list] = {}
        for task in self.tasks():
            step = task.get_step()
            step.SetCreateWorkspace(self._workspace_type == WorkspaceType.PRIVATE)
            if step.HasNets() or step.HasSubsteps():
                steps.setdefault(remap(task.node), []).append(step)
            outputs.setdefault(remap(task.node), []).extend(task.outputs())
        for node, step in reversed(self._report_steps):
            steps.setdefault(remap(node), []).insert(0, step)
        for node, (net, interval) in self._report_nets.items():
            position = sum(remap(other) == remap(node) for other, _ in self._report_steps)
            report = execution_step(None, net, run_every_ms=1000 * interval)
            steps.setdefault(remap(node), []).insert(position, report)

        grouped = TaskGroup(self._workspace_type)
        for node in dict.fromkeys([*steps, *outputs]):
            parts = steps.get(node, [])
            step = parts[0] if len(parts) == 1 else execution_step(node + ":body", parts, concurrent_substeps=True)
            step = setup.add_setup_steps(step, *setup.get_setup_nets(setup.LOCAL_SETUP, [step], self), name=node)
            Task(step=step, outputs=outputs.get(node), node=node, name="grouped_by_node", group=grouped)
        self._grouped = grouped
        return grouped

    def to_task(self, node: Any = None) -> Task:
        """One task, on `node`, that runs all tasks side by side."""
        if self._task is None:
            name = str(Node.current(None if node is None else Node(node)))
            tasks = self.tasks_by_node(lambda _: name).tasks()
            self._task = tasks[0] if tasks else Task()
        return self._task

    def workspace_type(self) -> str | None:
        """One of WorkspaceType, None as long as there is neither a choice nor a task."""
        return self._workspace_type

    def add_remote_net(self, net: Net) -> None:
        """Keeps a net that runs elsewhere."""
        self._remote_nets.append(net)

    def remote_nets(self) -> list[Net]:
        """The nets that run elsewhere."""
        return self._remote_nets

    def __repr__(self) -> str:
        return f"TaskGroup(tasks={self._tasks}, workspace_type={self._workspace_type}, remote_nets={self._remote_nets})"
