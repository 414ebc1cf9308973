"""The plain recurrent cell: h = f(W x + R h + b)."""

from __future__ import annotations

from typing import Any

from netdef._impl.brew.layers import brew
from netdef._impl.rnn_cell.cell import RNNCell

_ACTIVATIONS = {"relu": "Relu", "tanh": "Tanh"}


class BasicRNNCell(RNNCell):
    """h_t = activation(i2h(x_t) + gates_t(h_(t-1))); activation "relu" or "tanh".

    After the end of a sequence its state stays as it is, or becomes 0 with `drop_states`.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        forget_bias: float,
        memory_optimization: bool,
        drop_states: bool = False,
        initializer: Any = None,
        activation: str | None = None,
        **kwargs: Any,
    ):
        """forget_bias, memory_optimization: accepted for the sake of a common interface; this cell has no gates."""
        super().__init__(initializer=initializer, **kwargs)
        if activation not in _ACTIVATIONS:
            raise RuntimeError(f"BasicRNNCell with unknown activation function ({activation})")
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.drop_states = drop_states
        self.activation = activation

    def apply_override(self, model, input_t, seq_lengths, states, timestep, extra_inputs=None):
        hidden_prev = states[0]
        gates = brew.fc(
            model, hidden_prev, self.scope("gates_t"), dim_in=self.hidden_size, dim_out=self.hidden_size, axis=2)
        brew.sum(model, [gates, input_t], gates)
        hidden = getattr(model.net, _ACTIVATIONS[self.activation])(gates, self.scope("hidden_t"))
        if seq_lengths is None:
            return [hidden]
        return [self._within_length(model, hidden, hidden_prev, seq_lengths, timestep)]

    def _within_length(self, model, hidden, hidden_prev, seq_lengths, timestep):
        """The new state while the sequence lasts, the old one (or 0) after that."""
        net = model.net
        step = net.CopyFromCPUInput(timestep, self.scope("timestep_gpu"))
        valid = net.GT([seq_lengths, step], self.scope("valid_b"), broadcast=1)
        invalid = net.LE([seq_lengths, step], self.scope("invalid_b"), broadcast=1)
        valid = net.Cast(valid, self.scope("valid"), to="float")
        invalid = net.Cast(invalid, self.scope("invalid"), to="float")
        if not self.forward_only:  # lengths have no gradient
            valid, invalid = net.StopGradient(valid, valid), net.StopGradient(invalid, invalid)
        new = net.Mul([hidden, valid], self.scope("hidden_valid"), broadcast=1, axis=1)
        if self.drop_states:
            return new
        old = net.Mul([hidden_prev, invalid], self.scope("hidden_invalid"), broadcast=1, axis=1)
        return net.Add([new, old], hidden if self.forward_only else self.scope("hidden_kept"))

    def prepare_input(self, model, input_blob):
        return brew.fc(model, input_blob, self.scope("i2h"), dim_in=self.input_size, dim_out=self.hidden_size, axis=2)

    def get_state_names_override(self):
        return ["hidden_t"]

    def get_output_dim(self):
        return self.hidden_size
