"""Session: compiles and runs nets, steps, plans, tasks and task groups."""

from __future__ import annotations

from typing import Any, Iterable
from weakref import WeakKeyDictionary

from netdef._impl.core.plan import ExecutionStep, Plan, execution_step
from netdef._impl.task.group import TaskGroup
from netdef._impl.task.task import Task, WorkspaceType


class CompiledRunnable:
    """What Session.compile made: ready to be run many times, by sessions of that class."""

    def __init__(self, obj: Any, session_class: type):
        self.obj = obj
        self.session_class = session_class


class Session:
    """Runs things in order, for as long as it is open. Subclasses say how: _compile_task_group, _run_compiled."""

    _compiled: WeakKeyDictionary[Any, CompiledRunnable] = WeakKeyDictionary()

    def __init__(self) -> None:
        self._open = True

    def is_open(self) -> bool:
        """Whether it can run."""
        return self._open

    @classmethod
    def compile(cls, runnable: Any, workspace_type: str | None = None,
                setup_net_list: Iterable[Any] | None = None) -> CompiledRunnable:
        """Prepares a net, step, plan, task or group, once.

        workspace_type: one of WorkspaceType; by default that of the task, or the workspace itself.
        setup_net_list: nets to run before it.

        Raises:
            ValueError: nothing of these kinds.
        """
        if isinstance(runnable, CompiledRunnable):
            assert cls is runnable.session_class, (
                f"Runnable was compiled for different session type. Need: {cls.__name__}, got: {runnable.session_class.__name__}")
            return runnable
        if runnable in _cacheable(cls._compiled, runnable):
            return cls._compiled[runnable]
        group = _group_of(runnable, workspace_type)
        compiled = CompiledRunnable(cls._compile_task_group(group, setup_net_list), session_class=cls)
        cls._compiled[runnable] = compiled
        return compiled

    def run(self, runnable: Any, workspace_type: str | None = None, setup_net_list: Iterable[Any] | None = None) -> Any:
        """Compiles what is not compiled yet and runs it."""
        assert self.is_open(), "Session is closed."
        compiled = self.compile(runnable, workspace_type, setup_net_list)
        return self._run_compiled(compiled.obj)

    def close(self) -> None:
        """Ends the session."""
        if self.is_open():
            self._do_close()
            self._open = False

    def fetch_output(self, output: Any) -> Any:
        """The value of an output."""
        raise NotImplementedError(f"{type(self).__name__} has no fetch_output")

    @classmethod
    def _compile_task_group(cls, task_group: TaskGroup, setup_net_list: Iterable[Any] | None = None) -> Any:
        raise NotImplementedError(f"{cls.__name__} must say how to compile a task group")

    def _run_compiled(self, obj: Any) -> Any:
        raise NotImplementedError(f"{type(self).__name__} must say how to run what it compiled")

    def _do_close(self) -> None:
        pass

    def __enter__(self) -> Any:
        assert self.is_open(), "Session already closed."
        return self

    def __exit__(self, ex_type: Any, value: Any, traceback: Any) -> None:
        if ex_type is None:
            self.close()


def _cacheable(cache: Any, runnable: Any) -> Any:
    """The cache, or nothing for an object (a list) that cannot be its key."""
    return cache if type(runnable).__hash__ is not None and hasattr(runnable, "__weakref__") else ()


def _group_of(runnable: Any, workspace_type: str | None) -> TaskGroup:
    if isinstance(runnable, TaskGroup):
        if workspace_type is not None:
            known = runnable.workspace_type()
            assert known is None or known == workspace_type, f"Require {workspace_type} but already {known}"
            runnable._workspace_type = workspace_type
        return runnable
    if isinstance(runnable, Task):
        workspace_type = workspace_type or runnable.workspace_type()
    group = TaskGroup(workspace_type or WorkspaceType.GLOBAL)
    if isinstance(runnable, Task):
        group.add(runnable)
    elif isinstance(runnable, Plan):
        assert runnable.Steps(), "the plan has no steps"
        steps = runnable.Steps()
        Task(step=steps[0] if len(steps) == 1 else steps, group=group)
    elif isinstance(runnable, ExecutionStep):
        Task(step=runnable, group=group)
    else:
        Task(step=execution_step("runnable", runnable), group=group)
    return group
