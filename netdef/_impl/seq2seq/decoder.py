"""Layers of LSTM that write a sentence, with or without attention."""

from __future__ import annotations

from typing import Any, Sequence

from netdef._impl.attention import AttentionType
from netdef._impl.brew.layers import brew
from netdef._impl.rnn_cell.attention_cell import AttentionCell
from netdef._impl.rnn_cell.dropout import DropoutCell
from netdef._impl.rnn_cell.lstm import LSTMCell
from netdef._impl.rnn_cell.multi import MultiRNNCell
from netdef._impl.seq2seq.encoder import embed, get_layer_scope

_ATTENTION_TYPES = {"regular": AttentionType.Regular, "recurrent": AttentionType.Recurrent, "dot": AttentionType.Dot}


class LSTMWithAttentionDecoder:
    """Cells on top of one another that attend to the encoder's outputs.

    attention_type: "none", "regular", "recurrent" or "dot". decoder_num_units: width of the topmost cell.
    encoder_outputs: (encoder length, batch, encoder_output_dim); encoder_lengths: int32 (batch,), None where all are full.
    """

    def __init__(
        self,
        encoder_outputs: Any,
        encoder_output_dim: int,
        encoder_lengths: Any,
        vocab_size: int,
        attention_type: str,
        embedding_size: int,
        decoder_num_units: int,
        decoder_cells: Sequence[Any],
        residual_output_layers: Sequence[int] | None = None,
        name: str | None = None,
        weighted_encoder_outputs: Any = None,
    ):
        self.name = name
        self.num_layers = len(decoder_cells)
        self.use_attention = attention_type != "none"
        cells = MultiRNNCell(decoder_cells, name=self.scope("decoder"), residual_output_layers=residual_output_layers)
        self.output_indices = list(cells.output_indices)
        if not self.use_attention:
            self.cell = cells
            self.decoder_output_dim = decoder_num_units
            return
        if attention_type not in _ATTENTION_TYPES:
            raise ValueError(f"attention_type is one of none, {', '.join(_ATTENTION_TYPES)}, got {attention_type!r}")
        self.cell = AttentionCell(
            encoder_output_dim=encoder_output_dim,
            encoder_outputs=encoder_outputs,
            encoder_lengths=encoder_lengths,
            decoder_cell=cells,
            decoder_state_dim=decoder_num_units,
            name=self.scope("attention_decoder"),
            attention_type=_ATTENTION_TYPES[attention_type],
            weighted_encoder_outputs=weighted_encoder_outputs,
            attention_memory_optimization=True,
        )
        self.decoder_output_dim = decoder_num_units + encoder_output_dim
        self.output_indices.append(2 * self.num_layers)  # the context, the state after those of the cells

    def scope(self, name: str) -> str:
        """A name below the decoder's."""
        return name if self.name is None else f"{self.name}/{name}"

    def get_state_names(self) -> list[str]:
        """The names of the states."""
        return self.cell.get_state_names()

    def get_outputs_with_grads(self) -> list[int]:
        """Positions of the outputs over all steps: each state has two, all steps and the last."""
        return [2 * index for index in self.output_indices]

    def get_output_dim(self) -> int:
        """The width of the output: with attention that of the context is added."""
        return self.decoder_output_dim

    def get_attention_weights(self) -> Any:
        """The weights of the last step, (batch, encoder length, 1)."""
        assert self.use_attention, "a decoder without attention has no attention weights"
        return self.cell.get_attention_weights()

    def apply(self, model: Any, input_t: Any, seq_lengths: Any, states: Sequence[Any], timestep: Any) -> tuple[Any, Any]:
        """One step: its output and the new states."""
        return self.cell.apply(model=model, input_t=input_t, seq_lengths=seq_lengths, states=states, timestep=timestep)

    def apply_over_sequence(self, model: Any, inputs: Any, seq_lengths: Any, initial_states: Sequence[Any]) -> tuple[Any, Any]:
        """All steps: the outputs, (length, batch, get_output_dim()), and the states."""
        return self.cell.apply_over_sequence(
            model=model, inputs=inputs, seq_lengths=seq_lengths, initial_states=initial_states,
            outputs_with_grads=self.get_outputs_with_grads())


def build_initial_rnn_decoder_states(
    model: Any,
    encoder_units_per_layer: Sequence[int],
    decoder_units_per_layer: Sequence[int],
    final_encoder_hidden_states: Sequence[Any] | None,
    final_encoder_cell_states: Sequence[Any] | None,
    use_attention: bool,
) -> list[Any]:
    """Hidden and cell state of each decoder layer, and the context: the last states of the topmost encoder layers.

    Where widths differ a layer FC lies between; where the encoder has no layer the state is a parameter that starts as zeros.
    """
    offset = max(0, len(encoder_units_per_layer) - len(decoder_units_per_layer))

    def zeros(name: str, units: int) -> Any:
        blob = model.param_init_net.ConstantFill([], name, shape=[units], value=0.0)
        model.params.append(blob)
        return blob

    def initial(finals: Sequence[Any] | None, layer: int, units: int, name: str) -> Any:
        final = finals[layer + offset] if finals and len(finals) > layer + offset else None
        if final is None:
            return zeros(name, units)
        encoder_units = encoder_units_per_layer[layer + offset]
        return final if encoder_units == units else brew.fc(model, final, name, encoder_units, units, axis=2)

    states = []
    for layer, units in enumerate(decoder_units_per_layer):
        states.append(initial(final_encoder_hidden_states, layer, units, f"decoder_initial_hidden_state_{layer}"))
        states.append(initial(final_encoder_cell_states, layer, units, f"decoder_initial_cell_state_{layer}"))
    if use_attention:
        states.append(zeros("initial_attention_weighted_encoder_context", encoder_units_per_layer[-1]))
    return states


def decoder_cells(configs: Sequence[dict[str, Any]], input_size: int, forward_only: bool, scope: str | None = None) -> list[Any]:
    """A cell for each {"num_units": ..., "dropout_keep_prob": ...}, the latter for training."""
    cells: list[Any] = []
    for i, config in enumerate(configs):
        cell: Any = LSTMCell(
            forward_only=forward_only, input_size=cells[-1].get_output_dim() if cells else input_size,
            hidden_size=config["num_units"], forget_bias=0.0, memory_optimization=False)
        keep = config.get("dropout_keep_prob")
        if keep is not None:
            cell = DropoutCell(
                internal_cell=cell, dropout_ratio=1.0 - keep, forward_only=forward_only, is_test=False,
                name=get_layer_scope(scope, "decoder_dropout", i))
        cells.append(cell)
    return cells


def flattened(model: Any, outputs: Any, width: int) -> Any:
    """All steps of all sentences one below the other: (length * batch, width)."""
    return model.net.Reshape(
        [outputs], ["decoder_outputs_flattened", "decoder_outputs_and_contexts_combination_old_shape"], shape=[-1, width])[0]


def build_embedding_decoder(
    model: Any,
    decoder_layer_configs: Sequence[dict[str, Any]],
    inputs: Any,
    input_lengths: Any,
    encoder_lengths: Any,
    encoder_outputs: Any,
    weighted_encoder_outputs: Any,
    final_encoder_hidden_states: Sequence[Any] | None,
    final_encoder_cell_states: Sequence[Any] | None,
    encoder_units_per_layer: Sequence[int],
    vocab_size: int,
    embeddings: Any,
    embedding_size: int,
    attention_type: str,
    forward_only: bool,
    num_gpus: int = 0,
    scope: str | None = None,
) -> tuple[Any, int]:
    """Embeddings and the layers upon them; what the encoder gives out is as of build_embedding_encoder.

    Returns the outputs of all steps, (length * batch, width), and their width.
    """
    embedded = embed(model, embeddings, inputs, "embedded_decoder_inputs", num_gpus, scope)
    cells = decoder_cells(decoder_layer_configs, embedding_size, forward_only, scope)
    units = [config["num_units"] for config in decoder_layer_configs]
    states = build_initial_rnn_decoder_states(
        model=model,
        encoder_units_per_layer=encoder_units_per_layer,
        decoder_units_per_layer=units,
        final_encoder_hidden_states=final_encoder_hidden_states,
        final_encoder_cell_states=final_encoder_cell_states,
        use_attention=attention_type != "none",
    )
    decoder = LSTMWithAttentionDecoder(
        encoder_outputs=encoder_outputs,
        encoder_output_dim=encoder_units_per_layer[-1],
        encoder_lengths=encoder_lengths,
        vocab_size=vocab_size,
        attention_type=attention_type,
        embedding_size=embedding_size,
        decoder_num_units=units[-1],
        decoder_cells=cells,
        weighted_encoder_outputs=weighted_encoder_outputs,
        name=scope,
    )
    outputs, _ = decoder.apply_over_sequence(model=model, inputs=embedded, seq_lengths=input_lengths, initial_states=states)
    return flattened(model, outputs, decoder.get_output_dim()), decoder.get_output_dim()


def output_projection(
    model: Any, decoder_outputs: Any, decoder_output_size: int, target_vocab_size: int, decoder_softmax_size: int | None
) -> Any:
    """Logits of the next word, (rows, target_vocab_size); decoder_softmax_size: width of a layer between, None for none."""
    if decoder_softmax_size is not None:
        decoder_outputs = brew.fc(
            model, decoder_outputs, "decoder_outputs_scaled", dim_in=decoder_output_size, dim_out=decoder_softmax_size)
        decoder_output_size = decoder_softmax_size
    w = model.param_init_net.XavierFill([], "output_projection_w", shape=[target_vocab_size, decoder_output_size])
    b = model.param_init_net.XavierFill([], "output_projection_b", shape=[target_vocab_size])
    model.params.extend([w, b])
    return model.net.FC([decoder_outputs, w, b], ["output_logits"])
