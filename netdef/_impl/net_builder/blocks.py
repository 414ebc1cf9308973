"""Blocks that end early: loops, conditions, guards; each becomes a step with a stop blob."""

from __future__ import annotations

from typing import Any

from netdef._impl.core.blob_reference import BlobReference
from netdef._impl.net_builder.builder import NetBuilder


class StoppableBlock(NetBuilder):
    """A builder, already part of the one around it, that must have a stop condition."""

    def __init__(self, name: str | None = None):
        super().__init__(name=name, _stop_blob_required=True)

    def stop(self) -> None:
        """Ends the block here."""
        self.stop_if(self.current_net().Const(True))


class Loop(StoppableBlock):
    """Repeats: `num_iters` times, or until a stop."""

    def __init__(self, num_iters: Any = None, name: str | None = None):
        self._iter = self._num_iters = None
        if num_iters is not None:
            net = NetBuilder.current().current_net()
            self._inc, self._iter = net.Const(1), net.Const(0)
            self._num_iters = num_iters if isinstance(num_iters, BlobReference) else net.Const(num_iters)
        super().__init__(name)

    def __enter__(self) -> Loop:
        super().__enter__()
        if self._num_iters is not None:
            self.stop_if(self.current_net().GE([self._iter, self._num_iters]))
        return self

    def iter(self) -> BlobReference:
        """The number of the iteration, from 0."""
        assert self._num_iters is not None, "This loop does not have a number of iterations."
        return self._iter

    def __exit__(self, etype: Any, *args: Any) -> None:
        if etype is None and self._num_iters is not None:
            self.current_net().Add([self._iter, self._inc], [self._iter])
        super().__exit__(etype, *args)


class StopGuard(StoppableBlock):
    """Runs once, and knows afterwards whether it was stopped."""

    def __init__(self, has_stopped_blob: BlobReference | None = None, name: str | None = None):
        super().__init__(name)
        self._stopped = has_stopped_blob
        self._ran = False

    def __enter__(self) -> StopGuard:
        super().__enter__()
        self._stopped = self.current_net().Const(True, blob_out=self._stopped)
        return self

    def __exit__(self, etype: Any, *args: Any) -> None:
        if etype is None:
            self._ran = True
            self.current_net().Const(False, blob_out=self._stopped)
            self.stop()
        super().__exit__(etype, *args)

    def has_stopped(self) -> BlobReference:
        """A bool blob: whether the block was left before its end."""
        assert self._ran, "Context not used yet."
        return self._stopped


class If(StoppableBlock):
    """Runs once if a condition holds and no branch before it ran."""

    def __init__(self, cond_blob: BlobReference | None = None, name: str | None = None,
                 _already_ran: BlobReference | None = None):
        self._is_else = cond_blob is None
        if cond_blob is None:
            self._skip = _already_ran
        else:
            net = NetBuilder.current().current_net()
            self._skip = net.Not(cond_blob)
            if _already_ran is None:
                _already_ran = net.Const(False)
            else:
                self._skip = net.Or([_already_ran, self._skip])
        self._already_ran = _already_ran
        super().__init__(name)

    def __enter__(self) -> If:
        super().__enter__()
        self.stop_if(self._skip)
        self.current_net().Const(True, blob_out=self._already_ran)
        return self

    def Elif(self, cond: BlobReference, name: str | None = None) -> If:
        """The branch that runs if none before did and its condition holds."""
        assert not self._is_else, "Else not allowed for an Else."
        return NetBuilder.current().add(If(cond, name=name or self.name, _already_ran=self._already_ran))

    def Else(self, name: str | None = None) -> If:
        """The branch that runs if none before did."""
        assert not self._is_else, "Elif not allowed for an Else."
        return NetBuilder.current().add(If(name=name or self.name, _already_ran=self._already_ran))

    def __exit__(self, etype: Any, *args: Any) -> None:
        if etype is None:
            self.stop()
        super().__exit__(etype, *args)
