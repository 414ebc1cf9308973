"""Blocks that do not run where they are written: before or after the task, or at intervals beside it."""

from __future__ import annotations

from typing import Any

from netdef._impl.core.net import Net
from netdef._impl.core.plan import to_execution_step
from netdef._impl.net_builder.builder import NetBuilder
from netdef._impl.task.setup import REPORT_STEP, SetupNets


class SetupBlock(NetBuilder):
    """Runs once before (or after) what `key` names: the task, each of its instances, the node."""

    def __init__(self, key: str, before: bool, name: str | None = None):
        NetBuilder.current().current_net().add_attribute(
            key, SetupNets([self] if before else None, None if before else [self]))
        super().__init__(name)


class ReporterBlock(NetBuilder):
    """Runs every `interval_ms` milliseconds beside the task of a net, or beside all tasks of the current group."""

    def __init__(self, interval_ms: int, net: Net | None = None, name: str | None = None):
        super().__init__(name)
        self._net, self._interval_ms = net, interval_ms

    def __exit__(self, etype: Any, *args: Any) -> None:
        super().__exit__(etype, *args)
        if etype is not None:
            return
        step = to_execution_step(self)
        step.RunEveryMillis(self._interval_ms)
        if self._net is not None:
            self._net.add_attribute(REPORT_STEP, step)
        else:
            from netdef._impl.task.group import TaskGroup

            TaskGroup.current().report_step(step, interval_ms=self._interval_ms)
