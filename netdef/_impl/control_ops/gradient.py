"""Gradients of Do, If and While.

The forward Do leaves the scope of each run on a stack; the gradient's Do takes it back and runs, in it, the gradients of the net.
Inside, gradients that come in and go out have names of their own, since the scope holds what the forward run wrote.
"""

from __future__ import annotations

from typing import Any, Collection, Sequence

from netdef._impl.core.blob_reference import BlobReference
from netdef._impl.core.gradient_registry import GradientRegistry
from netdef._impl.core.gradient_types import GradientSlice
from netdef._impl.core.operator import CreateOperator
from netdef.proto import caffe2_pb2

INNER_GRAD = "/_DO_OPERATOR_INNER_GRAD_"
INNER_GRAD_COPY = "/_DO_OPERATOR_INNER_GRAD_COPY_"
DEDUPED = "/_DEDUP"
RUNNING_GRAD = "/_WHILE_GRAD"

Operators = list[caffe2_pb2.OperatorDef]


def _operator(op_type: str, inputs: Sequence[str], outputs: Sequence[str], **args: Any) -> caffe2_pb2.OperatorDef:
    return CreateOperator(op_type, [BlobReference(name) for name in inputs], [BlobReference(name) for name in outputs], **args)


def getNetArgument(op: caffe2_pb2.OperatorDef, net_name: str) -> caffe2_pb2.NetDef | None:
    """The net an operator has as the argument `net_name`, None where it has none."""
    for arg in op.arg:
        if arg.name == net_name:
            assert arg.HasField("n"), f"Expected non empty net argument {net_name}"
            return arg.n
    return None


def _list_argument(op: caffe2_pb2.OperatorDef, name: str) -> list:
    for arg in op.arg:
        if arg.name == name:
            return [value.decode() for value in arg.strings] or list(arg.ints)
    return []


def _net(name: str, ops: Operators) -> caffe2_pb2.NetDef:
    return caffe2_pb2.NetDef(name=name, op=ops)


def dedupe_g_output(op: caffe2_pb2.OperatorDef, g_output: Sequence[Any]) -> tuple[Operators, list[Any]]:
    """(copies, gradients of the outputs): where two outputs have the same gradient, a copy for the second one."""
    ops: Operators = []
    deduped: list[Any] = []
    for output, gradient in zip(op.output, g_output):
        assert not isinstance(gradient, GradientSlice), f"{op.type} takes no sparse gradient, {output} has one"
        if gradient is not None and str(gradient) in deduped:
            ops.append(_operator("Copy", [str(gradient)], [output + DEDUPED]))
            gradient = output + DEDUPED
        deduped.append(gradient if gradient is None else str(gradient))
    return ops, deduped


def _keep_apart(incoming: dict[str, str], outgoing: Collection[str]) -> Operators:
    """Copies of the gradients that come in under a name that one goes out under; `incoming` names the copies then."""
    ops = []
    for output, gradient in incoming.items():
        if gradient in outgoing:
            ops.append(_operator("Copy", [gradient], [output + DEDUPED]))
            incoming[output] = output + DEDUPED
    return ops


def gen_do_gradient(op: caffe2_pb2.OperatorDef, g_output: Sequence[Any]) -> tuple[Operators, list[Any]]:
    """(operators, gradient of each input) of a Do."""
    net = getNetArgument(op, "net")
    assert net is not None, "a Do operator needs a net"
    *outer_inputs, scope = op.input
    outer = [*outer_inputs, *op.output[:-1]]
    inner_of = {outer[index]: inner for inner, index in zip(_list_argument(op, "inner_blobs"), _list_argument(op, "outer_blobs_idx"))}
    ops, g_output = dedupe_g_output(op, g_output)
    incoming = {output: gradient for output, gradient in zip(op.output[:-1], g_output) if gradient is not None}
    nothing = [None] * len(op.input)
    if not incoming:
        return [], nothing

    inner_ops, gradient_of = GradientRegistry.GetBackwardPass(
        list(net.op), {inner_of[output]: inner_of[output] + INNER_GRAD for output in incoming})
    gradient_of = {str(blob): gradient for blob, gradient in gradient_of.items()}
    outgoing: dict[str, str] = {}  # outer name of the gradient -> inner name
    g_input: list[Any] = list(nothing)
    for i, blob in enumerate(outer_inputs):
        gradient = gradient_of.get(inner_of[blob])
        if gradient is None:
            continue
        copied = inner_of[blob] + INNER_GRAD_COPY
        if isinstance(gradient, GradientSlice):
            inner_ops.append(_operator("SparseToDense", [gradient.indices, gradient.values, inner_of[blob]], [copied]))
        else:
            inner_ops.append(_operator("Copy", [str(gradient)], [copied]))
        g_input[i] = blob + "_grad"
        outgoing[g_input[i]] = copied
    if not outgoing:
        return [], nothing

    ops += _keep_apart(incoming, outgoing)  # a blob cannot be bound twice
    written: set[str] = set()
    read: list[str] = []
    for inner_op in inner_ops:
        read += [blob for blob in inner_op.input if blob not in written]
        written.update(inner_op.output)
    shared = [blob for blob in inner_of if inner_of[blob] in read]
    bound = {**{gradient: inner_of[output] + INNER_GRAD for output, gradient in incoming.items()},
             **{blob: inner_of[blob] for blob in shared}}
    made_forward = {blob for forward in net.op for blob in forward.output}
    saved = [blob for blob in dict.fromkeys(read) if blob in made_forward and blob not in bound.values()]
    inputs, outputs = list(bound), list(outgoing)
    gradient_op = _operator(
        "Do", [*inputs, scope], [*outputs, scope], net=_net(net.name + "_grad", inner_ops),
        inner_blobs=[*bound.values(), *outgoing.values()], outer_blobs_idx=list(range(len(inputs) + len(outputs))),
        saved_fwd_blobs=saved)
    gradient_op.is_gradient_op = True
    gradient_op.device_option.CopyFrom(op.device_option)
    return [*ops, gradient_op], g_input


def gen_if_gradient(op: caffe2_pb2.OperatorDef, g_output: Sequence[Any]) -> tuple[Operators, list[Any]]:
    """(operators, gradient of each input) of an If: an If on the same condition, each branch with its gradients.

    A branch that does not write a blob that goes in and out hands its gradient on. Any other input that a branch does not use
    gets a gradient of zero there.
    """
    ops, g_output = dedupe_g_output(op, g_output)
    incoming = {output: gradient for output, gradient in zip(op.output, g_output) if gradient is not None}
    if not incoming:
        return [], [None] * len(op.input)
    ops += _keep_apart(incoming, [blob + "_grad" for blob in op.input[1:]])
    branches = {name: getNetArgument(op, name) for name in ("then_net", "else_net")}
    assert branches["then_net"] is not None, "an If operator needs a then_net"
    parts: dict[str, tuple[Operators, dict[str, str]]] = {}
    for name, net in branches.items():
        parts[name] = _branch_gradient(net, incoming) if net is not None else ([], {})
    kept = {name: {blob for blob in incoming if blob not in _written(net)} for name, net in branches.items()}
    inputs = [blob for blob in op.input[1:] if any(blob in parts[name][1] or blob in kept[name] for name in branches)]
    if not inputs:
        return [], [None] * len(op.input)
    nets = {}
    read = [op.input[0]]
    scopes: list[str] = []
    for name, (branch_ops, gradients) in parts.items():
        for blob in inputs:
            terms = [blob + "_grad"] if blob in gradients else []
            if blob in kept[name]:
                terms.append(incoming[blob])
            if not terms:
                branch_ops.append(_operator("ConstantFill", [blob], [blob + "_grad"], value=0.0))
            elif terms != [blob + "_grad"]:
                branch_ops.append(_operator("Sum", terms, [blob + "_grad"]))
        net = branches[name]
        nets[name] = _net((net.name if net is not None else f"{name}_of_if") + "_grad", branch_ops)
        made: set[str] = set()
        for branch_op in branch_ops:
            read += [blob for blob in branch_op.input if blob not in made]
            made.update(branch_op.output)
            if branch_op.type == "Do":
                scopes.append(branch_op.output[-1])
    gradient_op = _operator("If", list(dict.fromkeys(read)), [*[blob + "_grad" for blob in inputs], *scopes], **nets)
    gradient_op.is_gradient_op = True
    gradient_op.device_option.CopyFrom(op.device_option)
    return [*ops, gradient_op], [blob + "_grad" if blob in inputs else None for blob in op.input]


def _written(net: caffe2_pb2.NetDef | None) -> set[str]:
    return {blob for op in net.op for blob in op.output} if net is not None else set()


def _branch_gradient(net: caffe2_pb2.NetDef, incoming: dict[str, str]) -> tuple[Operators, dict[str, str]]:
    """(gradient operators, {blob: its gradient}) of a branch, whose gradients are named after the blobs."""
    written = _written(net)
    seeds = {output: gradient for output, gradient in incoming.items() if output in written}
    if not seeds:
        return [], {}
    ops, gradient_of = GradientRegistry.GetBackwardPass(list(net.op), seeds)
    gradients = {}
    for blob, gradient in gradient_of.items():
        name = str(blob)
        if name in written and name not in net.external_input:
            continue
        if isinstance(gradient, GradientSlice):
            ops.append(_operator("SparseToDense", [gradient.indices, gradient.values, name], [name + "_grad"]))
        elif str(gradient) != name + "_grad":
            ops.append(_operator("Copy", [str(gradient)], [name + "_grad"]))
        gradients[name] = name + "_grad"
    return ops, gradients


def gen_while_gradient(op: caffe2_pb2.OperatorDef, g_output: Sequence[Any]) -> tuple[Operators, list[Any]]:
    """(operators, gradient of each input) of a While: a While that takes the forward rounds back, last one first.

    The gradient of a blob that rounds change is handed from round to round; that of one they only read is summed over the rounds.
    """
    loop_net = getNetArgument(op, "loop_net")
    assert loop_net is not None, "a While operator needs a loop_net"
    assert len(loop_net.op) == 1 and loop_net.op[0].type == "Do", "the gradient of While needs a loop_net of one Do operator"
    body = loop_net.op[0]
    scope = body.input[-1]
    ops, g_output = dedupe_g_output(op, g_output)
    incoming = {output: gradient for output, gradient in zip(op.output, g_output) if gradient is not None}
    changed = [blob for blob in body.output[:-1] if blob in incoming]
    if not changed:
        return [], [None] * len(op.input)

    carried = {blob for blob in body.input[:-1] if blob in body.output[:-1]}
    while True:  # a blob that rounds change needs a gradient as soon as another one's depends on it
        body_ops, g_body = gen_do_gradient(body, [blob + RUNNING_GRAD if blob in changed else None for blob in body.output])
        found = [blob for blob, gradient in zip(body.input, g_body) if gradient is not None]
        more = [blob for blob in found if blob in carried and blob not in changed]
        if not more:
            break
        changed += more
    gradients = list(dict.fromkeys([*changed, *found]))
    for blob in gradients:
        if blob in incoming and blob in changed:
            ops.append(_operator("Copy", [incoming[blob]], [blob + RUNNING_GRAD]))
        else:
            ops.append(_operator("ConstantFill", [blob], [blob + RUNNING_GRAD], value=0.0))

    loop_ops = list(body_ops)
    for blob in gradients:
        running = blob + RUNNING_GRAD
        if blob not in found:  # what a round writes and does not read has no gradient in the rounds before
            loop_ops.append(_operator("ConstantFill", [blob], [running], value=0.0))
        elif blob in carried:
            loop_ops.append(_operator("Copy", [blob + "_grad"], [running]))
        else:
            loop_ops.append(_operator("Sum", [running, blob + "_grad"], [running]))

    condition = scope + "/has_rounds"
    has_scope = _operator("HasScope", [scope], [condition])
    made: set[str] = set()
    read = [condition, *[blob + RUNNING_GRAD for blob in gradients], scope]
    for loop_op in loop_ops:
        read += [blob for blob in loop_op.input if blob not in made]
        made.update(loop_op.output)
    gradient_op = _operator(
        "While", list(dict.fromkeys(read)), [*[blob + RUNNING_GRAD for blob in gradients], scope],
        loop_net=_net(loop_net.name + "_grad", loop_ops), cond_net=_net(loop_net.name + "_grad_condition", [has_scope]))
    gradient_op.is_gradient_op = True
    gradient_op.device_option.CopyFrom(op.device_option)
    results = [_operator("Copy", [blob + RUNNING_GRAD], [blob + "_grad"]) for blob in found if blob in op.input]
    return [*ops, has_scope, gradient_op, *results], [blob + "_grad" if blob in found else None for blob in op.input]


def disambiguate_grad_if_op_output(grad_op: caffe2_pb2.OperatorDef, idx: int, new_grad_output: str) -> None:
    """Renames an output of an If operator, in its branches too."""
    old = grad_op.output[idx]
    grad_op.output[idx] = new_grad_output
    for name in ("then_net", "else_net"):
        net = getNetArgument(grad_op, name)
        for op in net.op if net is not None else ():
            for i, output in enumerate(op.output):
                if output == old:
                    op.output[i] = new_grad_output


for _type, _maker in (("Do", gen_do_gradient), ("If", gen_if_gradient), ("While", gen_while_gradient)):
    GradientRegistry.RegisterGradient(_type)(_maker)
