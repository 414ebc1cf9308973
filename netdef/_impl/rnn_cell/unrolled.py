"""A cell unrolled into the net: one copy of its operators for each step."""

from __future__ import annotations

from typing import Any

from netdef._impl.core.blob_reference import BlobReference
from netdef._impl.core.device import DeviceOption
from netdef._impl.modeling.parameter_sharing import ParameterSharing
from netdef._impl.rnn_cell.cell import RNNCell
from netdef._impl.scope import CurrentNameScope, DeviceScope, NameScope
from netdef.proto import caffe2_pb2


class UnrolledCell(RNNCell):
    """Runs a cell over sequences of exactly T steps without RecurrentNetwork. All steps share the cell's parameters."""

    def __init__(self, cell: RNNCell, T: int):
        self.T = T
        self.cell = cell
        super().__init__(name=cell.name, forward_only=cell.forward_only, initializer=cell.initializer)

    def apply_over_sequence(self, model, inputs, seq_lengths, initial_states, outputs_with_grads=None):
        inputs = self.cell.prepare_input(model, inputs)
        names = [f"{inputs}_timestep_{t}" for t in range(self.T)]
        split = model.net.Split(inputs, [BlobReference(name) for name in names], axis=0)
        steps = [split] if self.T == 1 else list(split)
        states = list(initial_states)
        values: list[list[Any]] = [[] for _ in states]
        for t in range(self.T):
            scope_name = f"timestep_{t}"
            # the parameters of a step are looked for outside of its scope
            with ParameterSharing({scope_name: ""}), NameScope(scope_name):
                with DeviceScope(DeviceOption(caffe2_pb2.CPU)):
                    timestep = model.param_init_net.ConstantFill(
                        [], "timestep", value=t, shape=[1], dtype=caffe2_pb2.TensorProto.INT32)
                states = self.cell._apply(
                    model=model, input_t=steps[t], seq_lengths=seq_lengths, states=states, timestep=timestep, extra_inputs=None)
            for known, state in zip(values, states):
                known.append(state)
        results = []
        for blobs in values:
            name = _without(str(blobs[-1]), f"timestep_{self.T - 1}/") + "_concat"
            whole, _ = model.net.Concat(blobs, [BlobReference(name), BlobReference(name + "_info")], axis=0)
            results += [whole, blobs[-1]]
        if not self.cell.forward_only:
            if outputs_with_grads is None:
                outputs_with_grads = [2 * self.get_output_state_index()]
            for i, result in enumerate(results):
                if i not in outputs_with_grads:
                    model.net.ZeroGradient(result, [])
        return self.cell._prepare_output_sequence(model, results), tuple(results)

    def get_state_names(self):
        return self.cell.get_state_names()

    def get_output_state_index(self):
        return self.cell.get_output_state_index()

    def get_output_dim(self):
        return self.cell.get_output_dim()


def _without(name: str, part: str) -> str:
    scope = CurrentNameScope()
    return scope + name[len(scope):].replace(part, "", 1)
