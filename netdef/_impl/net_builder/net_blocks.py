"""Blocks that become an If or While operator, through which gradients flow."""

from __future__ import annotations

from typing import Any

from netdef._impl.control_ops.build import add_if_op, add_while_op
from netdef._impl.core.blob_reference import BlobReference
from netdef._impl.core.net import Net
from netdef._impl.net_builder.builder import NetBuilder


class NetBlock(NetBuilder):
    """A block, already part of the builder around it, that becomes a net with one control operator."""

    def __init__(self, name: str | None = None):
        super().__init__(name=name, _use_control_ops=True)
        self._net_name = self.name or ""

    def _body(self, outer: set[str]) -> Net:
        """The nets written in the block as one, an empty one for none."""
        return NetBuilder.merge_nets(self._children, outer) or Net("empty_net")

    def _leave(self, etype: Any, *args: Any) -> None:
        """Leaves the context without merging, which the control operator does."""
        self._use_control_ops = False
        super().__exit__(etype, *args)
        self._use_control_ops = True


class IfBlock(NetBlock):
    """ops.IfNet: the then branch."""

    def __init__(self, cond_blob: BlobReference, name: str | None = None):
        assert isinstance(cond_blob, BlobReference), f"Expected BlobReference as a condition, got {type(cond_blob)}"
        super().__init__(name)
        self._cond_blob = cond_blob
        self._then_net: Net | None = None
        self._else_net: Net | None = None

    def __exit__(self, etype: Any, *args: Any) -> None:
        self._leave(etype, *args)
        if etype is None:
            self._then_net = self._body(self._init_lexical_scope)
            self._build("if_net")

    def add_else(self, else_net: Net) -> None:
        """Gives it the other branch."""
        assert self._else_net is None, "An IfNet has one Else only"
        self._else_net = else_net
        self._build("if_else_net")

    def _build(self, name: str) -> None:
        net = Net(f"{self._net_name}/{name}")
        add_if_op(net, self._cond_blob, self._init_lexical_scope, self._then_net, self._else_net)
        self._children = [net]


class ElseBlock(NetBlock):
    """ops.Else: the other branch of the IfNet just before it."""

    def __init__(self, name: str | None = None):
        children = NetBuilder.current()._children
        last = children[-1] if children else None
        assert isinstance(last, IfBlock) and last._else_net is None, "Invalid use of Else builder"
        super().__init__(name or last.name)
        self._if = last
        self.name = last.name

    def __exit__(self, etype: Any, *args: Any) -> None:
        self._leave(etype, *args)
        if etype is None:
            self._if.add_else(self._body(self._if._init_lexical_scope))


class WhileBlock(NetBlock):
    """ops.WhileNet: begins with a Condition block, the rest is the loop's body."""

    def __init__(self, name: str | None = None):
        super().__init__(name)
        self._condition: tuple[Net, BlobReference] | None = None

    def set_condition(self, net: Net, blob: BlobReference) -> None:
        """What is run before each round, and the bool blob it writes."""
        self._condition = (net, blob)

    def __exit__(self, etype: Any, *args: Any) -> None:
        self._leave(etype, *args)
        if etype is not None:
            return
        assert self._condition is not None, "WhileNet must begin with a Condition block"
        condition_net, condition = self._condition
        body = self._body(self._init_lexical_scope)
        net = Net(f"{self._net_name}/while_net")
        add_while_op(net, condition, self._init_lexical_scope, body, condition_net)
        self._children = [net]


class ConditionBlock(NetBlock):
    """ops.Condition: its last operator's first output says whether the loop goes on."""

    def __init__(self, name: str | None = None):
        around = NetBuilder.current()
        assert isinstance(around, WhileBlock), "Use of Condition outside of WhileNet"
        assert not around._children, "Condition definition must be specified before the loop's body"
        super().__init__(name)
        self._while = around

    def __exit__(self, etype: Any, *args: Any) -> None:
        self._leave(etype, *args)
        if etype is not None:
            return
        net = self._body(self._init_lexical_scope)
        assert net.Proto().op and net.Proto().op[-1].output, "Condition must end with an operator that computes a bool blob"
        self._while.set_condition(net, BlobReference(net.Proto().op[-1].output[0], net))
