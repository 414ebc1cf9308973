"""LSTM and its relatives: cells put over a sequence."""

from __future__ import annotations

from typing import Any, Callable, Sequence

from netdef._impl.attention import AttentionType
from netdef._impl.rnn_cell.attention_cell import LSTMWithAttentionCell
from netdef._impl.rnn_cell.cell import RNNCell
from netdef._impl.rnn_cell.multi import MultiRNNCell
from netdef._impl.rnn_cell.unrolled import UnrolledCell
from netdef._impl.scope import NameScope


def _LSTM(
    cell_class: Callable[..., RNNCell],
    model: Any,
    input_blob: Any,
    seq_lengths: Any,
    initial_states: Sequence[Any] | None,
    dim_in: int,
    dim_out: int | Sequence[int],
    scope: str | None = None,
    outputs_with_grads: Sequence[int] = (0,),
    return_params: bool = False,
    memory_optimization: bool = False,
    forget_bias: float = 0.0,
    forward_only: bool = False,
    drop_states: bool = False,
    return_last_layer_only: bool = True,
    static_rnn_unroll_size: int | None = None,
    **cell_kwargs: Any,
) -> tuple[Any, ...]:
    """Adds recurrent layers of a cell class (LSTMCell or one with its interface) to a model.

    input_blob: (time, batch, dim_in); seq_lengths: int32 (batch,), or None where all sequences are full.
    initial_states: the states before the first step, layer by layer; None makes parameters that start as zeros.
    dim_out: units of the layer, or a list of them for several layers.
    scope: prefix for the names of blobs and parameters.
    outputs_with_grads: positions among the last layer's outputs that gradients come back to.
    return_params: adds {"input": ..., "recurrent": ...} with the parameters' names to what is returned.
    memory_optimization: computes the gates anew in the backward pass instead of keeping them.
    forget_bias: added to the forget gate. drop_states: states become 0 after the end of a sequence instead of staying.
    forward_only: makes no backward pass.
    return_last_layer_only: otherwise the outputs of all layers are returned.
    static_rnn_unroll_size: for sequences of exactly this length, writes each step out in the net instead of a RecurrentNetwork.

    Returns (all hidden states, last hidden state, all cell states, last cell state).
    """
    dims = list(dim_out) if isinstance(dim_out, (list, tuple)) else [dim_out]
    cells = [
        cell_class(
            input_size=dim_in if i == 0 else dims[i - 1],
            hidden_size=dim,
            forget_bias=forget_bias,
            memory_optimization=memory_optimization,
            name=scope if len(dims) == 1 else None,
            forward_only=forward_only,
            drop_states=drop_states,
            **cell_kwargs,
        )
        for i, dim in enumerate(dims)
    ]
    cell = cells[0] if len(cells) == 1 else MultiRNNCell(cells, name=scope, forward_only=forward_only)
    if static_rnn_unroll_size is not None:
        cell = UnrolledCell(cell, static_rnn_unroll_size)
    if initial_states is None:
        with NameScope(scope or ""):
            initial_states = cell.initializer.create_states(model)
    of_last_layer = 2 * (len(cell.get_state_names()) - len(cells[-1].get_state_names()))
    _, result = cell.apply_over_sequence(
        model=model,
        inputs=input_blob,
        seq_lengths=seq_lengths,
        initial_states=initial_states,
        outputs_with_grads=[of_last_layer + i for i in outputs_with_grads],
    )
    if return_last_layer_only:
        result = result[of_last_layer:]
    if return_params:
        result = [*result, {"input": cell.get_input_params(), "recurrent": cell.get_recurrent_params()}]
    return tuple(result)


def _layered_LSTM(
    model: Any,
    input_blob: Any,
    seq_lengths: Any,
    initial_states: Sequence[Any],
    dim_in: int,
    dim_out: int | list[int],
    scope: str,
    outputs_with_grads: Sequence[int] = (0,),
    return_params: bool = False,
    memory_optimization: bool = False,
    forget_bias: float = 0.0,
    forward_only: bool = False,
    drop_states: bool = False,
    create_lstm: Callable | None = None,
) -> tuple[Any, ...]:
    """Adds LSTM layers one after another, each a RecurrentNetwork of its own; see _LSTM.

    dim_out: units of the layer, or a list of them. initial_states: of the first layer; a further one starts from the last states of the
    layer before.
    """
    shared = {
        "model": model, "seq_lengths": seq_lengths, "outputs_with_grads": outputs_with_grads,
        "memory_optimization": memory_optimization, "forget_bias": forget_bias, "forward_only": forward_only,
        "drop_states": drop_states, "return_params": return_params,
    }
    dims = dim_out if isinstance(dim_out, list) else [dim_out]
    assert dims, "dim_out list can't be empty"
    assert len(dims) == 1 or not return_params, "return_params not supported for layering"
    result: tuple[Any, ...] = ()
    for i, dim in enumerate(dims):
        result = create_lstm(
            input_blob=input_blob, initial_states=initial_states, dim_in=dim_in, dim_out=dim,
            scope=scope if i == 0 else f"{scope}_layer_{i}", **shared)
        input_blob, dim_in, initial_states = result[0], dim, (result[1], result[3])
    return result


def LSTMWithAttention(
    model: Any,
    decoder_inputs: Any,
    decoder_input_lengths: Any,
    initial_decoder_hidden_state: Any,
    initial_decoder_cell_state: Any,
    initial_attention_weighted_encoder_context: Any,
    encoder_output_dim: int,
    encoder_outputs: Any,
    encoder_lengths: Any,
    decoder_input_dim: int,
    decoder_state_dim: int,
    scope: str | None,
    attention_type: int = 0,
    outputs_with_grads: Sequence[int] = (0, 4),
    weighted_encoder_outputs: Any = None,
    lstm_memory_optimization: bool = False,
    attention_memory_optimization: bool = False,
    forget_bias: float = 0.0,
    forward_only: bool = False,
) -> tuple[Any, ...]:
    """Adds an LSTM that attends to an encoder (https://arxiv.org/abs/1409.0473, in the order of https://arxiv.org/abs/1508.04025).

    decoder_inputs: (time, batch, decoder_input_dim); decoder_input_lengths: int32 (batch,).
    encoder_outputs: (encoder length, batch, encoder_output_dim); encoder_lengths: int32 (batch,), or None where all are full.
    attention_type: an AttentionType. weighted_encoder_outputs: the encoder's outputs after a layer of their own, None to make one.
    lstm_memory_optimization, attention_memory_optimization: compute these parts anew in the backward pass.

    Returns, all steps and last step of each: hidden state, cell state, context and, with SoftCoverage, the coverage.
    """
    cell = LSTMWithAttentionCell(
        encoder_output_dim=encoder_output_dim, encoder_outputs=encoder_outputs, encoder_lengths=encoder_lengths,
        decoder_input_dim=decoder_input_dim, decoder_state_dim=decoder_state_dim, name=scope, attention_type=attention_type,
        weighted_encoder_outputs=weighted_encoder_outputs, forget_bias=forget_bias, lstm_memory_optimization=lstm_memory_optimization,
        attention_memory_optimization=attention_memory_optimization, forward_only=forward_only)
    states = [initial_decoder_hidden_state, initial_decoder_cell_state, initial_attention_weighted_encoder_context]
    if cell.attention_type == AttentionType.SoftCoverage:
        states.append(cell.build_initial_coverage(model))
    _, result = cell.apply_over_sequence(
        model=model, inputs=decoder_inputs, seq_lengths=decoder_input_lengths, initial_states=states,
        outputs_with_grads=outputs_with_grads)
    return result
