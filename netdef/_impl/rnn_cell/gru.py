"""The gated recurrent unit."""

from __future__ import annotations

from typing import Any

from netdef._impl.brew.layers import brew
from netdef._impl.rnn_cell.cell import RNNCell


class GRUCell(RNNCell):
    """Gates reset, update and output of input and state; GRUUnit makes the state of them (https://arxiv.org/abs/1406.1078).

    linear_before_reset: applies the output gate's layer to the state before it is reset, not after.
    forget_bias, memory_optimization, drop_states: as for LSTMCell.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        forget_bias: float,
        memory_optimization: bool,
        drop_states: bool = False,
        linear_before_reset: bool = False,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.forget_bias = float(forget_bias)
        self.memory_optimization = memory_optimization
        self.drop_states = drop_states
        self.linear_before_reset = linear_before_reset

    def _layer(self, model: Any, blob: Any, name: str) -> Any:
        return brew.fc(model, blob, self.scope(name), dim_in=self.hidden_size, dim_out=self.hidden_size, axis=2)

    def _apply(self, model, input_t, seq_lengths, states, timestep, extra_inputs=None):
        net = model.net
        hidden_prev = states[0]
        of_reset, of_update, of_output = net.Split(
            [input_t], [self.scope("input_t_reset"), self.scope("input_t_update"), self.scope("input_t_output")], axis=2)
        reset = self._layer(model, hidden_prev, "reset_gate_t")
        update = self._layer(model, hidden_prev, "update_gate_t")
        reset = net.Sum([reset, of_reset], reset)
        opened = net.Sigmoid(reset, self.scope("reset_gate_t_sigmoid"))
        if self.linear_before_reset:
            output = self._layer(model, hidden_prev, "output_gate_t")
            output = net.Mul([opened, output], self.scope("output_gate_t_mul"))
        else:
            kept = net.Mul([opened, hidden_prev], self.scope("modified_hidden_t_prev"))
            output = self._layer(model, kept, "output_gate_t")
        update = net.Sum([update, of_update], update)
        output = net.Sum([output, of_output], self.scope("output_gate_t_summed"))
        gates, _ = net.Concat(
            [reset, update, output], [self.scope("gates_t"), self.scope("_gates_t_concat_dims")], axis=2)
        lengths = [] if seq_lengths is None else [seq_lengths]
        hidden = net.GRUUnit(
            [hidden_prev, gates, *lengths, timestep], self.scope("hidden_t"), forget_bias=self.forget_bias,
            drop_states=self.drop_states, sequence_lengths=bool(lengths))
        net.AddExternalOutputs(hidden)
        return [hidden]

    def prepare_input(self, model, input_blob):
        return brew.fc(model, input_blob, self.scope("i2h"), dim_in=self.input_size, dim_out=3 * self.hidden_size, axis=2)

    def get_state_names(self):
        return [self.scope("hidden_t")]

    def get_output_dim(self):
        return self.hidden_size
