"""Recurrent networks: a Scan over the steps."""

import numpy as np
import onnx
from google.protobuf import text_format

from netdef.onnx.error import Unsupported
from netdef.onnx.registry import Record
from netdef.onnx.values import CODES
from netdef.proto import caffe2_pb2


def gates_of(x, letters, graph):
    """The equal parts of the last axis, one for each letter."""
    parts = [graph.unique(f"gate_{letter}") for letter in letters]
    graph.node("Split", [x], parts, axis=2, num_outputs=len(parts) if graph.opset >= 18 else None)
    return parts


def to_lstm_unit(op, graph):
    arguments = graph.arguments(op)
    hidden, cell, gates = op.input[:3]
    into, forget, out, candidate = gates_of(gates, "ifog", graph)
    if arguments["forget_bias"]:
        forget = graph.node("Add", [forget, graph.constant(arguments["forget_bias"], "forget_bias", np.float32)])
    i, f, o = (graph.node("Sigmoid", [x]) for x in (into, forget, out))
    new_cell = graph.node("Add", [graph.node("Mul", [f, cell]), graph.node("Mul", [i, graph.node("Tanh", [candidate])])])
    new_hidden = graph.node("Mul", [o, graph.node("Tanh", [new_cell])])
    for new, old, name in ((new_hidden, hidden, op.output[0]), (new_cell, cell, op.output[1])):
        while_running(new, old, op.input[3:], arguments, name, graph)


def to_gru_unit(op, graph):
    """The gates of reset, update and output; the reset has been applied before."""
    arguments = graph.arguments(op)
    hidden, gates = op.input[:2]
    _, update, output = gates_of(gates, "ruo", graph)
    update = graph.node("Sigmoid", [update])
    rest = graph.node("Sub", [graph.constant(1.0, "one", np.float32), update])
    new = graph.node("Add", [graph.node("Mul", [hidden, update]), graph.node("Mul", [graph.node("Tanh", [output]), rest])])
    while_running(new, hidden, op.input[2:], arguments, op.output[0], graph)


def while_running(new, old, counts, arguments, output, graph):
    """The new state of sequences that have not ended; `counts` are their lengths, where there are any, and the step."""
    if not arguments["sequence_lengths"]:
        graph.node("Identity", [new], output)
        return
    lengths, step = counts
    running = graph.reshape(graph.node("Less", [step, lengths]), [1, -1, 1])
    if arguments["drop_states"]:
        old = graph.node("Mul", [old, graph.constant(0.0, "zero", np.float32)])
    graph.node("Where", [running, new, old], output)


def step_net(value):
    if isinstance(value, caffe2_pb2.NetDef):
        return value
    return text_format.Parse(value, caffe2_pb2.NetDef())


def first_state(x, sequences, graph):
    """(1, batch, size): a vector is the state of every sequence, a matrix has one for each."""
    shape = graph.shape(x)
    if shape is None or len(shape) == 3:
        return x
    if len(shape) == 2:
        result = graph.unsqueeze(x, [0])
        graph.shapes[result] = (1, *shape)
        return result
    target = graph.node("Concat", [graph.ints([1]), graph.dimension(sequences, 1), graph.ints([1])], axis=0)
    result = graph.node("Expand", [graph.reshape(x, [1, 1, -1]), target])
    if graph.shape(sequences) is not None:
        graph.shapes[result] = (1, graph.shape(sequences)[1], *shape)
    return result


def to_scan(op, graph):
    """Slices of the inputs and the states of the step before are inputs of the body; links say under which names."""
    from netdef.onnx import exporter, ssa

    arguments = graph.arguments(op)
    net = caffe2_pb2.NetDef()
    net.CopyFrom(step_net(arguments["step_net"]))
    states = list(arguments["recurrent_states"])
    initial = [first_state(op.input[i], op.input[0], graph) for i in arguments["initial_recurrent_state_ids"]]
    links = list(zip(arguments["link_internal"], arguments["link_external"], arguments["link_offset"]))
    before = {external: internal for internal, external, offset in links if external in states and offset == 0}
    after = {external: internal for internal, external, offset in links if external in states and offset == 1}
    slices = [(internal, external) for internal, external, _ in links if external not in states]
    if set(before) != set(states) or set(after) != set(states) or any(o for _, e, o in links if e not in states):
        raise Unsupported("its links are not those of states and of slices of its inputs")
    if any(window != 1 for window in arguments.get("link_window") or []):
        raise Unsupported("its links have windows")
    inner = graph.nested()
    step = arguments.get("timestep") or "timestep"
    final = dict(zip(after.values(), after.values()))
    net.external_output[:] = list(final)
    net.external_input[:] = list(dict.fromkeys([*net.external_input, *before.values(), step, *(internal for internal, _ in slices)]))
    ssa.rewrite(net)
    outputs = dict(zip(final, net.external_output))
    scanned, sources = [], []
    for internal, external in slices:
        name = inner.unique(f"{internal}_slice")
        inner.unsqueeze(name, [0], internal)
        shape = graph.shape(external)
        if shape is not None:
            inner.shapes[internal] = (1, *shape[1:])
        scanned.append(name)
        sources.append(external)
    for external, name in zip(states, initial):
        if graph.shape(name) is not None:
            inner.shapes[before[external]] = graph.shape(name)
    steps = graph.node("Range", [graph.ints(0), graph.squeeze(graph.dimension(op.input[0], 0), [0]), graph.ints(1)])
    number = graph.cast(steps, CODES["int32"])
    exporter.convert_all(net, inner)
    body = onnx.GraphProto(name=net.name or "step")
    handed = [inner.unique(f"{external}_next") for external in states]
    stacked = [inner.unique(f"{external}_step") for external in states]
    for external, carry, item in zip(states, handed, stacked):
        inner.node("Identity", [outputs[after[external]]], carry)
        inner.squeeze(outputs[after[external]], [0], item)
    body.node.extend(inner.nodes)
    body.initializer.extend(inner.initializers.values())
    float_value = lambda name: onnx.helper.make_tensor_value_info(name, CODES["float"], None)  # noqa: E731
    body.input.extend(float_value(before[external]) for external in states)
    body.input.extend(float_value(name) for name in scanned)
    body.input.append(onnx.helper.make_tensor_value_info(step, CODES["int32"], []))
    body.output.extend(float_value(name) for name in [*handed, *stacked])
    last = {external: graph.unique(f"{external}_last") for external in states}
    every = {external: graph.unique(f"{external}_all") for external in states}
    graph.node("Scan", [*initial, *sources, number], [*last.values(), *every.values()], body=body, num_scan_inputs=len(sources) + 1)
    for source, name, offset in zip(arguments["alias_src"], arguments["alias_dst"], arguments["alias_offset"]):
        if name not in op.output:
            continue
        if offset == 1:
            graph.node("Identity", [every[source]], name)
        elif offset == -1:
            graph.node("Identity", [last[source]], name)
        elif offset == 0:
            graph.node("Concat", [initial[states.index(source)], every[source]], name, axis=0)
        else:
            raise Unsupported(f"its output '{name}' begins at step {offset}")
    for external, start in zip(states, initial):
        if external in op.output:  # the state itself, from its first value on
            graph.node("Concat", [start, every[external]], external, axis=0)


RECORDS = [
    Record("LSTMUnit", None, to_onnx=to_lstm_unit), Record("GRUUnit", None, to_onnx=to_gru_unit),
    Record("RecurrentNetwork", None, to_onnx=to_scan),
]
