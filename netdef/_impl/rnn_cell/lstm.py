"""Long short-term memory, plain, multiplicative and normalised."""

from __future__ import annotations

from typing import Any

from netdef._impl.brew.layers import brew
from netdef._impl.modeling.initializers import Initializer
from netdef._impl.rnn_cell.cell import RNNCell


class LSTMInitializer:
    """Initial states that are parameters and start as zeros."""

    def __init__(self, hidden_size: int):
        self.hidden_size = hidden_size

    def create_states(self, model: Any) -> list[Any]:
        """[initial hidden state, initial cell state], each of shape (hidden_size,)."""
        return [
            model.create_param(
                param_name=name, initializer=Initializer(operator_name="ConstantFill", value=0.0), shape=[self.hidden_size])
            for name in ("initial_hidden_state", "initial_cell_state")
        ]


class LSTMCell(RNNCell):
    """gates = i2h(x_t) + gates_t(h_(t-1)), in the order input, forget, output, candidate; LSTMUnit makes the states of them.

    forget_bias is added to the forget gate; with drop_states the states become 0 after the end of a sequence;
    with memory_optimization the gates are computed anew in the backward pass.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        forget_bias: float,
        memory_optimization: bool,
        drop_states: bool = False,
        initializer: Any = None,
        **kwargs: Any,
    ):
        super().__init__(initializer=initializer or LSTMInitializer(hidden_size), **kwargs)
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.forget_bias = float(forget_bias)
        self.memory_optimization = memory_optimization
        self.drop_states = drop_states
        self.gates_size = 4 * hidden_size

    def apply_override(self, model, input_t, seq_lengths, states, timestep, extra_inputs=None):
        hidden_prev, cell_prev = states
        gates = self._recurrent_fc(model, hidden_prev, extra_inputs, "gates_t")
        brew.sum(model, [gates, input_t], gates)
        if self.memory_optimization:
            self.recompute_blobs = [gates]
        lengths = [] if seq_lengths is None else [seq_lengths]
        return model.net.LSTMUnit(
            [hidden_prev, cell_prev, gates, *lengths, timestep],
            [self.scope("hidden_state"), self.scope("cell_state")],
            forget_bias=self.forget_bias,
            drop_states=self.drop_states,
            sequence_lengths=bool(lengths),
        )

    def _recurrent_fc(self, model, hidden_prev, extra_inputs, name):
        """A layer `name` over the hidden state and the extra inputs."""
        dim = self.hidden_size
        if extra_inputs is not None:
            blobs, dims = zip(*extra_inputs)
            hidden_prev = brew.concat(
                model, [hidden_prev, *blobs], self.scope("gates_concatenated_input_t"), axis=2)
            dim += sum(dims)
        return brew.fc(model, hidden_prev, self.scope(name), dim_in=dim, dim_out=self.gates_size, axis=2)

    def get_input_params(self) -> dict[str, str]:
        """The parameters that are applied to the input: {"weights": name, "biases": name}."""
        return {"weights": self.scope("i2h") + "_w", "biases": self.scope("i2h") + "_b"}

    def get_recurrent_params(self) -> dict[str, str]:
        """The parameters that are applied to the hidden state."""
        return {"weights": self.scope("gates_t") + "_w", "biases": self.scope("gates_t") + "_b"}

    def prepare_input(self, model, input_blob):
        return brew.fc(model, input_blob, self.scope("i2h"), dim_in=self.input_size, dim_out=self.gates_size, axis=2)

    def get_state_names_override(self):
        return ["hidden_t", "cell_t"]

    def get_output_dim(self):
        return self.hidden_size

    # --- what the variants share

    def _constant_param(self, model, name, value):
        return model.create_param(
            self.scope(name), shape=[self.gates_size], initializer=Initializer("ConstantFill", value=value))

    def _multiplied(self, model, input_t, hidden_prev, extra_inputs):
        """Multiplicative gates: alpha * Wx * Rh + beta1 * Rh + beta2 * Wx + b, element by element."""
        prev = self._recurrent_fc(model, hidden_prev, extra_inputs, "prev_t")
        alpha, beta1, beta2 = (self._constant_param(model, name, 1.0) for name in ("alpha", "beta1", "beta2"))
        b = self._constant_param(model, "b", 0.0)
        net = model.net
        factor = net.ElementwiseLinear([input_t, alpha, beta1], self.scope("alpha_by_input_t_plus_beta_h"), axis=2)
        product = net.Mul([factor, prev], self.scope("alpha_by_input_t_plus_beta_h_by_prev_t"))
        rest = net.ElementwiseLinear([input_t, beta2, b], self.scope("beta_i_by_input_t_plus_b"), axis=2)
        return brew.sum(model, [product, rest], self.scope("gates_t"))

    def _normalised(self, model, gates):
        return brew.layer_norm(model, gates, self.scope("gates_t_norm"), dim_in=self.gates_size, axis=-1)[0]

    def _unit(self, model, hidden_prev, cell_prev, gates, seq_lengths, timestep, hidden_name):
        return model.net.LSTMUnit(
            [hidden_prev, cell_prev, gates, seq_lengths, timestep],
            [self.scope(hidden_name), self.scope("cell_t")],
            forget_bias=self.forget_bias,
            drop_states=self.drop_states,
        )


class LayerNormLSTMCell(LSTMCell):
    """LSTM whose gates are layer-normalised before the unit."""

    def apply_override(self, model, input_t, seq_lengths, states, timestep, extra_inputs=None):
        hidden_prev, cell_prev = states
        gates = self._recurrent_fc(model, hidden_prev, extra_inputs, "gates_t")
        brew.sum(model, [gates, input_t], gates)
        gates = self._normalised(model, gates)
        return self._unit(model, hidden_prev, cell_prev, gates, seq_lengths, timestep, "hidden_t")


class MILSTMCell(LSTMCell):
    """LSTM with multiplicative integration of input and state (https://arxiv.org/abs/1606.06630)."""

    def apply_override(self, model, input_t, seq_lengths, states, timestep, extra_inputs=None):
        hidden_prev, cell_prev = states
        gates = self._multiplied(model, input_t, hidden_prev, extra_inputs)
        return self._unit(model, hidden_prev, cell_prev, gates, seq_lengths, timestep, "hidden_t_intermediate")

    def _reported(self, model, states):
        hidden, cell = states
        model.net.AddExternalOutputs(cell, hidden)
        return [hidden, cell]


class LayerNormMILSTMCell(MILSTMCell):
    """MILSTMCell whose gates are layer-normalised before the unit."""

    def apply_override(self, model, input_t, seq_lengths, states, timestep, extra_inputs=None):
        hidden_prev, cell_prev = states
        gates = self._normalised(model, self._multiplied(model, input_t, hidden_prev, extra_inputs))
        return self._unit(model, hidden_prev, cell_prev, gates, seq_lengths, timestep, "hidden_t_intermediate")
