"""The part of a net that answers: from inputs to outputs, for prediction."""

from __future__ import annotations

from typing import Any, Iterable

from netdef._impl.core.net import Net
from netdef._impl.core.remap import rename
from netdef.proto import caffe2_pb2


def ExtractPredictorNet(
    net_proto: caffe2_pb2.NetDef,
    input_blobs: Iterable[Any],
    output_blobs: Iterable[Any],
    device: caffe2_pb2.DeviceOption | None = None,
    renames: dict[str, str] | None = None,
    disabled_inputs: Iterable[str] | None = None,
) -> tuple[Net, list[str]]:
    """(net, the external inputs beside `input_blobs`): the operators between the first use of an input and the last output.

    device: where the operators are to run. renames: other names for blobs. disabled_inputs: external inputs to do without;
    operators that need them are left out.

    Raises:
        Exception: no operator reads an input, or none writes an output, or an operator says is_test=0.
    """
    renames = {str(old): str(new) for old, new in (renames or {}).items()}
    inputs = [str(blob) for blob in input_blobs]
    outputs = [str(blob) for blob in output_blobs]
    declared_inputs, declared_outputs = set(net_proto.external_input), set(net_proto.external_output)
    known = {*declared_inputs, *inputs}.difference(map(str, disabled_inputs or ()))
    external_inputs = dict.fromkeys(inputs)
    external_outputs = dict.fromkeys(outputs)

    net = Net(f"{net_proto.name}_predict")
    kept = []
    for original in net_proto.op[_first_reader(net_proto, inputs):_last_writer(net_proto, outputs) + 1]:
        if not known.issuperset(original.input):
            continue
        _check_not_training(original)
        op = caffe2_pb2.OperatorDef()
        op.CopyFrom(original)
        external_inputs.update(dict.fromkeys(blob for blob in op.input if blob in declared_inputs))
        external_outputs.update(dict.fromkeys(blob for blob in op.output if blob in declared_outputs))
        if op.type == "RecurrentNetwork":
            external_inputs.update(dict.fromkeys(_of_step_nets(op, renames, device, declared_inputs)))
        known.update(op.output)
        rename(op.input, renames)
        rename(op.output, renames)
        if device is not None:
            op.device_option.CopyFrom(device)
        kept.append(op)
    net.extend_ops(kept)
    proto = net.Proto()
    proto.external_input.extend(renames.get(blob, blob) for blob in external_inputs)
    proto.external_output.extend(renames.get(blob, blob) for blob in external_outputs)
    return net, [renames.get(blob, blob) for blob in external_inputs if blob not in inputs]


def _first_reader(net: caffe2_pb2.NetDef, inputs: list[str]) -> int:
    for i, op in enumerate(net.op):
        if not set(inputs).isdisjoint(op.input):
            return i
    raise Exception(f"No ops with input={set(inputs)}")


def _last_writer(net: caffe2_pb2.NetDef, outputs: list[str]) -> int:
    """The operator after which every output has its last value."""
    last = max((i for i, op in enumerate(net.op) if not set(outputs).isdisjoint(op.output)), default=None)
    if last is None:
        raise Exception(f"No ops with output={set(outputs)}")
    return last


def _check_not_training(op: caffe2_pb2.OperatorDef) -> None:
    if any(arg.name == "is_test" and arg.HasField("i") and arg.i == 0 for arg in op.arg):
        raise Exception(
            "An operator had is_test=0, did you try to extract a predictor from a train model (instead of test model)? "
            f"Op was: {op}")


def _of_step_nets(
    op: caffe2_pb2.OperatorDef, renames: dict[str, str], device: caffe2_pb2.DeviceOption | None, declared: set[str]
) -> list[str]:
    """Renames inside the step net, drops the one for training; the external inputs of the whole net that it reads."""
    read: list[str] = []
    for arg in op.arg:
        if arg.name == "backward_step_net":
            arg.ClearField("n")
        elif arg.name == "step_net" and arg.HasField("n"):
            read += [blob for blob in arg.n.external_input if blob in declared]
            rename(arg.n.external_input, renames)
            rename(arg.n.external_output, renames)
            for step_op in arg.n.op:
                _check_not_training(step_op)
                rename(step_op.input, renames)
                rename(step_op.output, renames)
                if device is not None:
                    step_op.device_option.CopyFrom(device)
    return read
