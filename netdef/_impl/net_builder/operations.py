"""ops: operators and blocks of the innermost NetBuilder."""

from __future__ import annotations

from typing import Any, Callable

from netdef._impl.core.blob_reference import BlobReference
from netdef._impl.net_builder.blocks import If, Loop, StopGuard
from netdef._impl.net_builder.builder import NetBuilder
from netdef._impl.net_builder.net_blocks import ConditionBlock, ElseBlock, IfBlock, WhileBlock
from netdef._impl.net_builder.setup_blocks import ReporterBlock, SetupBlock
from netdef._impl.task import setup


class Operations:
    """Every method of core.Net, on the current net of the innermost NetBuilder, and blocks.

    with NetBuilder() as nb:
        x = ops.Const(5)
        with ops.loop(10):
            ops.Add([x, ops.Const(1)], [x])
    """

    def __getattr__(self, op_type: str) -> Callable:
        if op_type.startswith("__"):
            raise AttributeError(op_type)
        builder = NetBuilder.current(required=False)
        if builder is None:
            raise AttributeError("No active NetBuilder.")
        return getattr(builder.current_net(), op_type)

    def net(self, net: Any = None, name: str | None = None) -> Any:
        """The current net; with a name, a new one of that name; or adds `net` (a net or a step)."""
        assert net is None or name is None, "Cannot provide both `net` and `name`."
        if net is not None:
            NetBuilder.current().add(net)
            return net
        return NetBuilder.current().current_net(name=name)

    def task_group(self) -> Any:
        """A new task group on this node, which runs here as the next step."""
        from netdef._impl.task.cluster import Cluster, Node
        from netdef._impl.task.group import TaskGroup

        builder = NetBuilder.current()
        with Cluster(), Node("local"):
            group = TaskGroup()
        return builder.add(group)

    def stop(self) -> None:
        """Ends the innermost block here."""
        self.stop_if(NetBuilder.current().current_net().Const(True))

    def stop_if(self, blob: BlobReference) -> None:
        """Ends the innermost block here when the bool blob is true."""
        NetBuilder.current().stop_if(blob)

    def loop(self, iters: Any = None, name: str | None = None) -> Loop:
        """A block that runs `iters` times (a number or a blob), or until a stop; loop.iter() is the round's number."""
        return NetBuilder.current().add(Loop(iters, name=name))

    def stop_guard(self, has_stopped_blob: BlobReference | None = None, name: str | None = None) -> StopGuard:
        """A block that runs once; guard.has_stopped() says afterwards whether a stop ended it."""
        return NetBuilder.current().add(StopGuard(has_stopped_blob=has_stopped_blob, name=name))

    def If(self, cond: BlobReference, name: str | None = None) -> If:
        """A block that runs if the bool blob is true; `with if_.Elif(cond)` and `with if_.Else()` may follow it."""
        return NetBuilder.current().add(If(cond, name=name))

    def IfNet(self, cond: BlobReference, name: str | None = None) -> IfBlock:
        """As If, made an If operator, through which gradients flow; `with ops.Else()` may follow it."""
        return NetBuilder.current().add(IfBlock(cond, name=name))

    def Else(self, name: str | None = None) -> ElseBlock:
        """The other branch of the IfNet just before."""
        return ElseBlock(name=name)

    def WhileNet(self, name: str | None = None) -> WhileBlock:
        """A loop made a While operator; it begins with `with ops.Condition()`."""
        return NetBuilder.current().add(WhileBlock(name=name))

    def Condition(self, name: str | None = None) -> ConditionBlock:
        """The condition of the WhileNet around: its last operator's output."""
        return ConditionBlock(name=name)

    def task_init(self) -> SetupBlock:
        """Runs once before all instances of the task."""
        return SetupBlock(setup.TASK_SETUP, before=True)

    def task_exit(self) -> SetupBlock:
        """Runs once after all instances of the task."""
        return SetupBlock(setup.TASK_SETUP, before=False)

    def task_instance_init(self) -> SetupBlock:
        """Runs before each instance of the task."""
        return SetupBlock(setup.TASK_INSTANCE_SETUP, before=True)

    def task_instance_exit(self) -> SetupBlock:
        """Runs after each instance of the task."""
        return SetupBlock(setup.TASK_INSTANCE_SETUP, before=False)

    def local_init(self) -> SetupBlock:
        """Runs once before all tasks of the node."""
        return SetupBlock(setup.LOCAL_SETUP, before=True)

    def local_exit(self, name: str | None = None) -> SetupBlock:
        """Runs once after all tasks of the node."""
        return SetupBlock(setup.LOCAL_SETUP, before=False, name=name)

    def task_reporter(self, interval_ms: int = 1000, name: str | None = None) -> ReporterBlock:
        """Runs at intervals while the task runs."""
        return ReporterBlock(interval_ms, NetBuilder.current().current_net(), name=name)

    def local_reporter(self, interval_ms: int = 1000, name: str | None = None) -> ReporterBlock:
        """Runs at intervals while the tasks of the node run."""
        return ReporterBlock(interval_ms, name=name)


ops = Operations()
