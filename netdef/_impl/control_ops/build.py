"""Puts nets into If and While operators.

A branch or body becomes a net of one Do operator, which runs it in a scope of its own: Do binds names inside (inner_blobs) to
its inputs and outputs (outer_blobs_idx, counting inputs first), everything else inside stays local.
"""

from __future__ import annotations

from typing import Any, Iterable

from netdef._impl.core.blob_reference import BlobReference
from netdef._impl.core.net import Net


def get_external_blob_names(net: Net, lexical_scope: Iterable[Any]) -> tuple[list[str], list[str]]:
    """What the net reads from outside before it writes it, and what of the outside it writes; in order of first use.

    Raises:
        AssertionError: it reads a blob that is not in `lexical_scope`.
    """
    scope = {str(blob) for blob in lexical_scope}
    read: dict[str, None] = {}
    written: dict[str, None] = {}
    for op in net.Proto().op:
        for blob in op.input:
            if blob not in written:
                assert blob in scope, f"Input blob {blob} is undefined"
                read[blob] = None
        written.update(dict.fromkeys(op.output))
    return list(read), [blob for blob in written if blob in scope]


def add_if_op(if_net: Net, cond_blob: Any, lexical_scope: Iterable[Any], then_net: Net, else_net: Net | None = None) -> None:
    """Appends to `if_net` an If operator that runs one of two nets, and the scopes they need.

    cond_blob: a bool blob. lexical_scope: the blobs that exist before; of what the nets write, those outlive it.
    """
    then = _Scoped(if_net, then_net, lexical_scope, net_name="do_then_net", scope_name="workspace_if_then")
    branches = {"then_net": then}
    if else_net is not None:
        branches["else_net"] = _Scoped(if_net, else_net, lexical_scope, "do_else_net", "workspace_if_else")
    parts = list(branches.values())
    inputs = dict.fromkeys(blob for part in parts for blob in part.inputs)
    outputs = dict.fromkeys(blob for part in parts for blob in part.outputs)
    scopes = [part.scope for part in parts]
    _add_control_op(
        if_net, "If", [cond_blob, *inputs, *scopes], [*outputs, *scopes],
        {name: part.net.Proto() for name, part in branches.items()})


def add_while_op(while_net: Net, cond_blob: Any, lexical_scope: Iterable[Any], loop_body_net: Net,
                 condition_body_net: Net | None = None) -> None:
    """Appends to `while_net` a While operator, and the scopes it needs.

    cond_blob: a bool blob, written by `condition_body_net` before each round; without that net by the body.
    """
    known = {str(blob) for blob in lexical_scope}
    if str(cond_blob) not in known:
        while_net.Const(False, blob_out=BlobReference(str(cond_blob)))
    body = _Scoped(while_net, loop_body_net, known, "do_loop_body_net", "workspace_loop_body", copy_external_blobs=True)
    inputs, outputs, nets = [*body.inputs, body.scope], [*body.outputs, body.scope], {"loop_net": body.net.Proto()}
    if condition_body_net is not None:
        condition = _Scoped(while_net, condition_body_net, {*known, str(cond_blob)}, "do_loop_condition_net", "workspace_loop_cond")
        inputs += [blob for blob in [*condition.inputs, condition.scope] if blob not in inputs]
        outputs += [blob for blob in [*condition.outputs, condition.scope] if blob not in outputs]
        nets["cond_net"] = condition.net.Proto()
    _add_control_op(while_net, "While", [cond_blob, *inputs], outputs, nets)


class _Scoped:
    """A net as a Do operator in a net of its own, and the scope (made in `outer`) it runs in."""

    def __init__(self, outer: Net, inner: Net, lexical_scope: Iterable[Any], net_name: str, scope_name: str,
                 copy_external_blobs: bool = False):
        self.inputs, self.outputs = get_external_blob_names(inner, lexical_scope)
        self.scope = BlobReference(f"{outer.Name()}/{scope_name}")
        outer.CreateScope([], [self.scope])
        self.net = Net(net_name)
        outside = [*self.inputs, *self.outputs]
        bound = list(dict.fromkeys(outside))
        optional = {"copy_external_blobs": True} if copy_external_blobs else {}
        inputs = [BlobReference(name) for name in self.inputs]
        outputs = [BlobReference(name) for name in self.outputs]
        self.net.Do([*inputs, self.scope], [*outputs, self.scope], net=inner.Proto(), inner_blobs=bound,
                    outer_blobs_idx=[outside.index(name) for name in bound], **optional)
        self.net.AddExternalOutput(*(BlobReference(name) for name in [*self.outputs, str(self.scope)]))


def _add_control_op(net: Net, op_type: str, inputs: list, outputs: list, nets: dict) -> None:
    getattr(net, op_type)(_references(inputs), _references(outputs), **nets)
    net.AddExternalOutput(*_references(outputs))


def _references(blobs: Iterable[Any]) -> list[BlobReference]:
    return [BlobReference(str(blob)) for blob in blobs]
