"""Builds a RecurrentNetwork operator from a step net."""

from __future__ import annotations

from typing import Any, Sequence

from netdef._impl.core.blob_reference import BlobReference
from netdef._impl.core.net import Net
from netdef._impl.recurrent.backward import BackwardStep
from netdef.proto import caffe2_pb2


def recurrent_net(
    net: Net,
    cell_net: Net,
    inputs: Sequence[tuple[Any, Any]],
    initial_cell_inputs: Sequence[tuple[Any, Any]],
    links: dict[Any, Any],
    timestep: Any = None,
    scope: str | None = None,
    outputs_with_grads: Sequence[int] = (0,),
    recompute_blobs_on_backward: Any = None,
    forward_only: bool = False,
) -> tuple[BlobReference, ...]:
    """Appends a RecurrentNetwork to `net`, which runs `cell_net` once for each time step.

    inputs: pairs (blob of the step net, sequence of shape (time, batch, dim) in `net`); exactly one.
    initial_cell_inputs: pairs (blob of the step net that holds a state of the step before, its value before the first step).
    links: {state of the step before: state of this step}, both blobs of the step net.
    timestep: the blob of the step net that receives the number of the step, by default "timestep".
    scope: prefix for blobs of the operator's own, by default made of the net's name.
    outputs_with_grads: positions among the results that gradients come back to.
    recompute_blobs_on_backward: blobs of the step net to compute anew in the backward pass instead of keeping them.
    forward_only: leaves out the backward step.
    Other blobs that the step net reads are taken from `net`, and get gradients.

    Returns, for each state in the order of initial_cell_inputs, the blob of all its values and that of the last one.
    """
    assert len(inputs) == 1, "Only one input blob is supported so far"
    input_blobs = [str(blob) for _, blob in inputs]
    initial_blobs = [str(blob) for _, blob in initial_cell_inputs]
    op_name = net.NextName("recurrent") if scope is None else scope
    timestep = "timestep" if timestep is None else str(timestep)

    cell_proto = cell_net.Proto()
    known = {str(blob) for blob, _ in [*inputs, *initial_cell_inputs]} | {timestep}
    references = [name for name in cell_proto.external_input if name not in known]
    all_inputs = input_blobs + initial_blobs + references

    states = _States(op_name, initial_cell_inputs, links)
    link = _Links()
    for before, now, whole in states:
        link.add(before, whole, 0)
        link.add(now, whole, 1)
    for (step_blob, sequence) in inputs:
        link.add(str(step_blob), str(sequence), 0)

    backward_args: dict[str, Any] = {}
    if not forward_only:
        backward_args = _backward_arguments(
            cell_net, states, inputs, references, all_inputs, outputs_with_grads, recompute_blobs_on_backward)

    step_net = caffe2_pb2.NetDef()
    step_net.CopyFrom(cell_proto)
    step_net.type = "simple"
    outputs = [BlobReference(name) for state in states.now for name in (state + "_all", state + "_last")]
    results = net.RecurrentNetwork(
        [BlobReference(name) for name in all_inputs],
        [*outputs, f"{op_name}/step_workspaces"],
        alias_src=[whole for whole in states.whole for _ in range(2)],
        alias_dst=[str(output) for output in outputs],
        alias_offset=[1, -1] * len(states.now),
        recurrent_states=states.whole,
        initial_recurrent_state_ids=[all_inputs.index(blob) for blob in initial_blobs],
        link_internal=link.internal,
        link_external=link.external,
        link_offset=link.offset,
        enable_rnn_executor=1,
        step_net=step_net,
        timestep=timestep,
        **backward_args,
    )
    return results[:-1]


class _States:
    """The states of a step net: blob before the step, blob after it, blob of all steps. Iterates over such triples."""

    def __init__(self, op_name: str, initial_cell_inputs: Sequence[tuple[Any, Any]], links: dict[Any, Any]):
        now_of = {str(before): str(now) for before, now in links.items()}
        self.before = [str(blob) for blob, _ in initial_cell_inputs]
        self.now = [now_of[blob] for blob in self.before]
        self.whole = [f"{op_name}/{blob}_states" for blob in self.before]

    def __iter__(self):
        return iter(zip(self.before, self.now, self.whole))


class _Links:
    """What a blob of the step net stands for: the slice at step + offset of a sequence outside."""

    def __init__(self):
        self.internal: list[str] = []
        self.external: list[str] = []
        self.offset: list[int] = []

    def add(self, internal: str, external: str, offset: int) -> None:
        self.internal.append(internal)
        self.external.append(external)
        self.offset.append(offset)


def _backward_arguments(
    cell_net: Net,
    states: _States,
    inputs: Sequence[tuple[Any, Any]],
    references: Sequence[str],
    all_inputs: Sequence[str],
    outputs_with_grads: Sequence[int],
    recompute: Any,
) -> dict[str, Any]:
    recompute = [str(blob) for blob in recompute or ()]
    backward = BackwardStep(cell_net, states.now, recompute)
    link = _Links()
    for before, now, whole in states:
        link.add(now + "_grad", whole + "_grad", 1)
        if before in backward.gradients:
            link.add(backward.gradient_of(before, before + "_grad"), whole + "_grad", 0)
    for step_blob, sequence in inputs:
        if str(step_blob) in backward.gradients:
            link.add(backward.gradients[str(step_blob)], str(sequence) + "_grad", 0)
    with_gradient = [name for name in references if name in backward.gradients]
    return {
        "param": [all_inputs.index(name) for name in with_gradient],
        "backward_link_internal": link.internal,
        "backward_link_external": link.external,
        "backward_link_offset": link.offset,
        "outputs_with_grads": list(outputs_with_grads),
        "recompute_blobs_on_backward": recompute,
        "param_grads": [backward.gradients[name] for name in with_gradient],
        "backward_step_net": backward.finish(),
    }
