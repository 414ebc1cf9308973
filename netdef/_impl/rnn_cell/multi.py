"""Cells on top of one another."""

from __future__ import annotations

import contextlib
from typing import Any, Iterator, Sequence

from netdef._impl.brew.layers import brew
from netdef._impl.core.blob_reference import ScopedBlobReference
from netdef._impl.rnn_cell.cell import RNNCell
from netdef._impl.scope import NameScope


class MultiRNNCellInitializer:
    """Initial states of all layers, each made by its cell's own initializer."""

    def __init__(self, cells: Sequence[RNNCell]):
        self.cells = cells

    def create_states(self, model: Any) -> list[Any]:
        """The initial states, layer by layer."""
        states: list[Any] = []
        for i, cell in enumerate(self.cells):
            if cell.initializer is None:
                raise Exception("Either initial states or initializer have to be provided")
            with NameScope(f"layer_{i}"):
                states.extend(cell.initializer.create_states(model))
        return states


class MultiRNNCell(RNNCell):
    """The output of each cell is the input of the next; the states are those of all cells in order.

    residual_output_layers: layers to whose output their input is added; layer 0 cannot be one.
    """

    def __init__(self, cells: Sequence[RNNCell], residual_output_layers: Sequence[int] | None = None, **kwargs: Any):
        super().__init__(**kwargs)
        self.cells = list(cells)
        self.residual_output_layers = list(residual_output_layers or ())
        assert 0 not in self.residual_output_layers, "layer 0 cannot have a residual output: its input is prepared for all steps at once"
        self.initializer = MultiRNNCellInitializer(self.cells)
        self.state_names: list[str] = []
        firsts = []
        for i, cell in enumerate(self.cells):
            firsts.append(len(self.state_names))
            self.state_names.extend(self._layer_prefix(i) + name for name in cell.get_state_names())
        top = len(self.cells) - 1
        self.output_connected_layers = [top]
        while top in self.residual_output_layers:
            top -= 1
            self.output_connected_layers.insert(0, top)
        self.output_indices = [firsts[i] + self.cells[i].get_output_state_index() for i in self.output_connected_layers]
        self._output_state_index = self.output_indices[-1]
        self._firsts = [*firsts, len(self.state_names)]

    def _layer_prefix(self, layer_id: int) -> str:
        return self.scope(f"layer_{layer_id}/")

    @contextlib.contextmanager
    def layer_scoper(self, layer_id: int) -> Iterator[None]:
        """A with block whose blobs carry the layer's name."""
        with NameScope(self.name or ""), NameScope(f"layer_{layer_id}"):
            yield

    def prepare_input(self, model, input_blob):
        input_blob = _referenced(input_blob)
        with NameScope(self.name or ""):
            return self.cells[0].prepare_input(model, input_blob)

    def _apply(self, model, input_t, seq_lengths, states, timestep, extra_inputs=None):
        input_t, seq_lengths, timestep = map(_referenced, (input_t, seq_lengths, timestep))
        states = [_referenced(state) for state in states]
        if extra_inputs is not None:
            extra_inputs = [(_referenced(blob), dim) for blob, dim in extra_inputs]
        result: list[Any] = []
        layer_input = input_t
        for i, cell in enumerate(self.cells):
            own = states[self._firsts[i]: self._firsts[i + 1]]
            with self.layer_scoper(i):
                prepared = layer_input if i == 0 else cell.prepare_input(model, layer_input)
                new = cell._apply(model, prepared, seq_lengths, own, timestep, extra_inputs=extra_inputs if i == 0 else None)
                result.extend(new)
                if i < len(self.cells) - 1:
                    output = cell._prepare_output(model, new)
                    if i in self.residual_output_layers:
                        output = brew.sum(model, [output, layer_input], self.scope(f"residual_output_{i}"))
                    layer_input = output
        return result

    def get_state_names(self):
        return self.state_names

    def get_output_state_index(self):
        return self._output_state_index

    def get_output_dim(self):
        return self.cells[-1].get_output_dim()

    def _prepare_output(self, model, states):
        outputs = []
        for i in self.output_connected_layers:
            first = self._firsts[i]
            outputs.append(self.cells[i]._prepare_output(model, states[first: self._firsts[i + 1]]))
        return self._added(model, outputs, "residual_output")

    def _prepare_output_sequence(self, model, states):
        outputs = []
        for i in self.output_connected_layers:
            outputs.append(self.cells[i]._prepare_output_sequence(model, states[2 * self._firsts[i]: 2 * self._firsts[i + 1]]))
        return self._added(model, outputs, "residual_output_sequence")

    def _added(self, model, outputs, name):
        return outputs[0] if len(outputs) == 1 else brew.sum(model, outputs, self.scope(name))


def _referenced(blob: Any) -> Any:
    """A name as a reference under the scope outside, so that scopes of layers leave it alone."""
    return ScopedBlobReference(blob) if isinstance(blob, str) else blob
