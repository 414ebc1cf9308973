"""NetBuilder: collects the nets, steps and nested builders that are written inside it."""

from __future__ import annotations

from typing import Any, Iterable

from netdef._impl import context
from netdef._impl.core import net_names
from netdef._impl.core.blob_reference import BlobReference
from netdef._impl.core.net import Net
from netdef._impl.core.plan import ExecutionStep


class NetBuilder(context.Managed):
    """What is built inside `with NetBuilder() as nb`, in order; core.to_execution_step(nb) makes a step of it.

    `ops` appends operators to the current net of the innermost builder. Nested builders are named after the one around
    them. After `stop_if` a new net begins, since an execution step looks at its stop blob between nets.
    """

    def __init__(self, name: str | None = None, initial_scope: Iterable[Any] | None = None, _stop_blob_required: bool = False,
                 _stop_blob: BlobReference | None = None, _fullname: str | None = None, _use_control_ops: bool = False):
        """initial_scope: blobs that exist before. _use_control_ops: nested ifs and the whole become a single net."""
        around = NetBuilder.current(required=False)
        if _fullname is not None:
            assert name is None, "give either a name or a full name"
            self.name: str | None = _fullname
        else:
            parts = [part for part in (around.name if around else None, name) if part]
            self.name = "/".join(parts) or name
        self._frozen = False
        self._current_net: Net | None = None
        self._children: list[Any] = []
        self._lexical_scope = {str(blob) for blob in initial_scope or ()}
        if around is not None:
            self._lexical_scope |= around._scope()
        self._init_lexical_scope = set(self._lexical_scope)
        self._stop_blob = _stop_blob
        self._stop_blob_required = _stop_blob_required
        self._use_control_ops = _use_control_ops

    def stop_blob(self) -> BlobReference:
        """The bool blob that ends the block; made, as false at the beginning, when it is first asked for."""
        assert not self._use_control_ops, "Stop blobs are not used with control operators"
        if self._stop_blob is None:
            net = self.current_net()
            self._stop_blob = BlobReference(net.NextName("stop_blob"), net)
            net.Const(False, blob_out=self._stop_blob)
            if net is not self._children[0]:  # the executor wants it before the step begins
                self._children.insert(0, Net("stop_blob_init"))
                self._children[0].Const(False, blob_out=BlobReference(str(self._stop_blob)))
        return self._stop_blob

    def stop_if(self, blob: BlobReference) -> None:
        """Ends the block here when the bool blob is true."""
        assert not self._use_control_ops, "Stop blobs are not used with control operators"
        stop_blob = self.stop_blob()
        self.current_net().Or([stop_blob, blob], [stop_blob])
        self._current_net = None

    def add(self, child: Any) -> Any:
        """Appends a net, a step or a builder."""
        self._assert_mutable()
        if self._use_control_ops:
            assert isinstance(child, Net) or getattr(child, "_use_control_ops", False), "Expected Net or NetBuilder with control ops"
        self._current_net = child if isinstance(child, Net) else None
        self._children.append(child)
        return child

    def current_net(self, name: str | None = None) -> Net:
        """The net that operators go to; a new one if there is none, or if a name is given."""
        self._assert_mutable()
        if self._current_net is None or name is not None:
            self.add(Net(name or ""))
        return self._current_net

    def freeze(self) -> None:
        """Ends the building: nothing can be added."""
        for child in self._children:
            if hasattr(child, "freeze"):
                child.freeze()
        self._current_net = None
        self._frozen = True

    def get(self) -> list[Any]:
        """Nets, steps and builders in order; the builder is built with that."""
        self.freeze()
        return self._children

    def __exit__(self, etype: Any, *args: Any) -> None:
        super().__exit__(etype, *args)
        self.freeze()
        if etype is not None:
            return
        assert not self._stop_blob_required or self._stop_blob is not None, (
            "This NetBuilder requires a stop condition to be set with `stop` or `stop_if`")
        if self._use_control_ops and self._children:
            outer = NetBuilder.current(required=False)
            merged = NetBuilder.merge_nets(self._children, outer._scope() if outer else self._init_lexical_scope)
            assert merged, "Expected a non-empty merge of children"
            self._children = [merged]

    def __str__(self) -> str:
        return self.name or "Un-named NetBuilder"

    @staticmethod
    def merge_nets(nets_or_builders: Iterable[Any], outer_blob_names: Iterable[str]) -> Net | None:
        """The operators of all in the first net, whose external outputs are those of `outer_blob_names`; None for nothing."""
        merged = None
        outer = set(outer_blob_names)
        for child in nets_or_builders:
            net = NetBuilder.merge_nets(child._children, outer) if isinstance(child, NetBuilder) else child
            assert net is None or isinstance(net, Net), f"an execution step cannot become part of a net: {child}"
            if merged is None:
                merged = net
            elif net is not None:
                merged.AppendNet(net)
        if merged is not None:
            outputs = [blob for blob in merged.Proto().external_output if blob in outer]
            del merged.Proto().external_output[:]
            merged.Proto().external_output.extend(outputs)
        return merged

    def _assert_mutable(self) -> None:
        assert not self._frozen, f"This NetBuilder ({self.name or ''}) has been built already."

    def _scope(self) -> set[str]:
        """The blobs that exist at this point: those of the builders around and what the nets so far write."""
        self._lexical_scope.update(_written_by(self._children))
        return self._lexical_scope


def _written_by(children: Iterable[Any]) -> set[str]:
    names: set[str] = set()
    for child in children:
        if isinstance(child, Net):
            names.update(output for op in child._net.op for output in op.output)
        elif isinstance(child, NetBuilder):
            names |= child._scope()
        elif isinstance(child, ExecutionStep):
            names |= _written_by(child.Nets())
    return names


def _prefix() -> str:
    builder = NetBuilder.current(required=False)
    return (builder.name or "") if builder else ""


net_names.current_prefix = _prefix
