"""A decoder that attends to the outputs of an encoder."""

from __future__ import annotations

from typing import Any

from netdef._impl import attention
from netdef._impl.attention import AttentionType
from netdef._impl.brew.layers import brew
from netdef._impl.rnn_cell.cell import RNNCell
from netdef._impl.rnn_cell.lstm import LSTMCell, MILSTMCell
from netdef._impl.scope import joined


class AttentionCell(RNNCell):
    """Runs a decoder cell whose extra input is a weighted mean of the encoder's outputs, the context.

    encoder_outputs: (encoder length, batch, encoder_output_dim); encoder_lengths: int32 (batch,), or None where all are full.
    weighted_encoder_outputs: encoder_outputs after a layer of their own; None to make one.
    attention_memory_optimization: computes intermediate sums anew in the backward pass.
    Its states are those of the decoder, the context and, with AttentionType.SoftCoverage, the coverage; its output joins the
    decoder's and the context.
    """

    def __init__(
        self,
        encoder_output_dim: int,
        encoder_outputs: Any,
        encoder_lengths: Any,
        decoder_cell: RNNCell,
        decoder_state_dim: int,
        attention_type: int,
        weighted_encoder_outputs: Any,
        attention_memory_optimization: bool,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.encoder_output_dim = encoder_output_dim
        self.encoder_outputs = encoder_outputs
        self.encoder_lengths = encoder_lengths
        self.decoder_cell = decoder_cell
        self.decoder_state_dim = decoder_state_dim
        self.weighted_encoder_outputs = weighted_encoder_outputs
        self.encoder_outputs_transposed = None
        assert attention_type in (
            AttentionType.Regular, AttentionType.Recurrent, AttentionType.Dot, AttentionType.SoftCoverage), (
            f"expected an AttentionType, got {attention_type}")
        self.attention_type = attention_type
        self.attention_memory_optimization = attention_memory_optimization
        self.hidden_t_intermediate = None
        self.coverage_weights = None
        self.attention_weights_3d = None

    def _apply(self, model, input_t, seq_lengths, states, timestep, extra_inputs=None):
        covered = self.attention_type == AttentionType.SoftCoverage
        own = 2 if covered else 1
        decoder_prev, context_prev = states[:-own], states[-own]
        assert extra_inputs is None, "an AttentionCell takes no extra inputs"
        decoder_states = self.decoder_cell._apply(
            model, input_t, seq_lengths, decoder_prev, timestep, extra_inputs=[(context_prev, self.encoder_output_dim)])
        self.hidden_t_intermediate = self.decoder_cell._prepare_output(model, decoder_states)
        common = {
            "model": model,
            "encoder_output_dim": self.encoder_output_dim,
            "encoder_outputs_transposed": self.encoder_outputs_transposed,
            "decoder_hidden_state_t": self.hidden_t_intermediate,
            "decoder_hidden_state_dim": self.decoder_state_dim,
            "scope": self.name,
            "encoder_lengths": self.encoder_lengths,
        }
        new_own = []
        if self.attention_type == AttentionType.Recurrent:
            context, weights, recompute = attention.apply_recurrent_attention(
                weighted_encoder_outputs=self.weighted_encoder_outputs, attention_weighted_encoder_context_t_prev=context_prev, **common)
        elif self.attention_type == AttentionType.Regular:
            context, weights, recompute = attention.apply_regular_attention(
                weighted_encoder_outputs=self.weighted_encoder_outputs, **common)
        elif self.attention_type == AttentionType.Dot:
            context, weights, recompute = attention.apply_dot_attention(**common)
        else:
            context, weights, recompute, coverage = attention.apply_soft_coverage_attention(
                weighted_encoder_outputs=self.weighted_encoder_outputs, coverage_t_prev=states[-1],
                coverage_weights=self.coverage_weights, **common)
            new_own.append(coverage)
        self.attention_weights_3d = weights
        if self.attention_memory_optimization:
            self.recompute_blobs.extend(recompute)
        output = list(decoder_states)
        at = self.decoder_cell.get_output_state_index()
        output[at] = model.net.Copy(output[at], self.scope("hidden_t_external"))
        output += [context, *new_own]
        model.net.AddExternalOutputs(*output)
        return output

    def get_attention_weights(self) -> Any:
        """The weights of the last step, (batch, encoder length, 1)."""
        return self.attention_weights_3d

    def prepare_input(self, model, input_blob):
        if self.encoder_outputs_transposed is None:
            self.encoder_outputs_transposed = brew.transpose(
                model, self.encoder_outputs, self.scope("encoder_outputs_transposed"), axes=[1, 2, 0])
        if self.weighted_encoder_outputs is None and self.attention_type != AttentionType.Dot:
            self.weighted_encoder_outputs = brew.fc(
                model, self.encoder_outputs, self.scope("weighted_encoder_outputs"), dim_in=self.encoder_output_dim,
                dim_out=self.encoder_output_dim, axis=2)
        return self.decoder_cell.prepare_input(model, input_blob)

    def build_initial_coverage(self, model: Any) -> Any:
        """The coverage before the first step, zeros of shape (encoder length,); makes the coverage weights as well."""
        assert self.attention_type == AttentionType.SoftCoverage, "only AttentionType.SoftCoverage has a coverage"
        if self.coverage_weights is None:
            self.coverage_weights = brew.fc(
                model, self.encoder_outputs, self.scope("coverage_weights"), dim_in=self.encoder_output_dim,
                dim_out=self.encoder_output_dim, axis=2)
        length = model.net.Slice(model.net.Shape(self.encoder_outputs), starts=[0], ends=[1])
        return model.net.ConstantFill(length, self.scope("initial_coverage"), value=0.0, input_as_shape=1)

    def get_state_names(self):
        names = list(self.decoder_cell.get_state_names())
        names[self.get_output_state_index()] = self.scope("hidden_t_external")
        names.append(self.scope("attention_weighted_encoder_context_t"))
        if self.attention_type == AttentionType.SoftCoverage:
            names.append(self.scope("coverage_t"))
        return names

    def get_output_dim(self):
        return self.decoder_state_dim + self.encoder_output_dim

    def get_output_state_index(self):
        return self.decoder_cell.get_output_state_index()

    def _context_index(self) -> int:
        return len(self.decoder_cell.get_state_names())

    def _prepare_output(self, model, states):
        context = states[self._context_index()]
        return brew.concat(
            model, [self.hidden_t_intermediate, context], self.scope("states_and_context_combination"), axis=2)

    def _prepare_output_sequence(self, model, state_outputs):
        context = state_outputs[2 * self._context_index()]
        hidden = self.decoder_cell._prepare_output_sequence(model, state_outputs[: 2 * self._context_index()])
        return brew.concat(model, [hidden, context], self.scope("states_and_context_combination"), axis=2)


class LSTMWithAttentionCell(AttentionCell):
    """An AttentionCell around an LSTMCell."""

    decoder_class: type[LSTMCell] = LSTMCell

    def __init__(
        self,
        encoder_output_dim: int,
        encoder_outputs: Any,
        encoder_lengths: Any,
        decoder_input_dim: int,
        decoder_state_dim: int,
        name: str | None,
        attention_type: int,
        weighted_encoder_outputs: Any,
        forget_bias: float,
        lstm_memory_optimization: bool,
        attention_memory_optimization: bool,
        forward_only: bool = False,
    ):
        decoder = self.decoder_class(
            input_size=decoder_input_dim, hidden_size=decoder_state_dim, forget_bias=forget_bias,
            memory_optimization=lstm_memory_optimization, name=joined(name, "decoder"), forward_only=False, drop_states=False)
        AttentionCell.__init__(
            self, encoder_output_dim=encoder_output_dim, encoder_outputs=encoder_outputs, encoder_lengths=encoder_lengths,
            decoder_cell=decoder, decoder_state_dim=decoder_state_dim, attention_type=attention_type,
            weighted_encoder_outputs=weighted_encoder_outputs, attention_memory_optimization=attention_memory_optimization,
            name=name, forward_only=forward_only)


class MILSTMWithAttentionCell(LSTMWithAttentionCell):
    """An AttentionCell around a MILSTMCell; all encoder sequences are full."""

    decoder_class = MILSTMCell

    def __init__(
        self,
        encoder_output_dim: int,
        encoder_outputs: Any,
        decoder_input_dim: int,
        decoder_state_dim: int,
        name: str | None,
        attention_type: int,
        weighted_encoder_outputs: Any,
        forget_bias: float,
        lstm_memory_optimization: bool,
        attention_memory_optimization: bool,
        forward_only: bool = False,
    ):
        super().__init__(
            encoder_output_dim, encoder_outputs, None, decoder_input_dim, decoder_state_dim, name, attention_type,
            weighted_encoder_outputs, forget_bias, lstm_memory_optimization, attention_memory_optimization, forward_only)
