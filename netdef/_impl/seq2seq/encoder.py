"""Layers of LSTM that read a sentence."""

from __future__ import annotations

from typing import Any

from netdef._impl.core.device import DeviceOption
from netdef._impl.rnn_cell.dropout import DropoutCell
from netdef._impl.rnn_cell.lstm import LSTMCell
from netdef._impl.scope import DeviceScope, NameScope, joined
from netdef.proto import caffe2_pb2


def get_layer_scope(scope: str | None, layer_type: str, i: int) -> str:
    """The scope of layer `i` of the encoder or decoder."""
    return f"{joined(scope, layer_type)}/layer{i}"


def build_embeddings(model: Any, vocab_size: int, embedding_size: int, name: str, freeze_embeddings: bool) -> Any:
    """A table of vectors, (vocab_size, embedding_size) of standard deviation 0.1; a parameter unless frozen."""
    embeddings = model.param_init_net.GaussianFill([], name, shape=[vocab_size, embedding_size], std=0.1)
    if not freeze_embeddings:
        model.params.append(embeddings)
    return embeddings


def embed(model: Any, embeddings: Any, inputs: Any, name: str, num_gpus: int, scope: str | None) -> Any:
    """The vectors of words, (length, batch, embedding_size); with GPUs they are gathered on the CPU and copied."""
    with NameScope(scope or ""):
        if num_gpus == 0:
            return model.net.Gather([embeddings, inputs], [name])
        with DeviceScope(DeviceOption(caffe2_pb2.CPU)):
            gathered = model.net.Gather([embeddings, inputs], [f"{name}_cpu"])
        return model.CopyCPUToGPU(gathered, name)


def rnn_unidirectional_layer(
    model: Any,
    inputs: Any,
    input_lengths: Any,
    input_size: int,
    num_units: int,
    dropout_keep_prob: float | None,
    forward_only: bool,
    return_sequence_output: bool,
    return_final_state: bool,
    scope: str | None = None,
) -> tuple[Any, Any, Any]:
    """One LSTM over (length, batch, input_size), from zeros.

    return_sequence_output, return_final_state: what gradients come back to.
    Returns all outputs, (length, batch, num_units), the last hidden and the last cell state, both (1, batch, num_units).
    """
    with NameScope(scope):
        initial_states = [
            model.param_init_net.ConstantFill([], f"initial_{state}_state", shape=[num_units], value=0.0) for state in ("cell", "hidden")]
    cell = LSTMCell(
        input_size=input_size, hidden_size=num_units, forget_bias=0.0, memory_optimization=False, name=joined(scope, "lstm"),
        forward_only=forward_only)
    if dropout_keep_prob is not None:
        cell = DropoutCell(
            internal_cell=cell, dropout_ratio=1.0 - dropout_keep_prob, name=joined(scope, "dropout"), forward_only=forward_only,
            is_test=False)
    outputs, (_, hidden, _, state) = cell.apply_over_sequence(
        model=model, inputs=inputs, seq_lengths=input_lengths, initial_states=tuple(reversed(initial_states)),
        outputs_with_grads=[0] * return_sequence_output + [1, 3] * return_final_state)
    return outputs, hidden, state


def rnn_bidirectional_layer(
    model: Any,
    inputs: Any,
    input_lengths: Any,
    input_size: int,
    num_units: int,
    dropout_keep_prob: float | None,
    forward_only: bool,
    return_sequence_output: bool,
    return_final_state: bool,
    scope: str | None = None,
) -> tuple[Any, Any, Any]:
    """Two LSTMs, one of which reads from the end; as rnn_unidirectional_layer with results of twice the width.

    What is not asked for is None.
    """

    def layer(read: Any, direction: str) -> tuple[Any, Any, Any]:
        return rnn_unidirectional_layer(
            model, read, input_lengths, input_size, num_units, dropout_keep_prob, forward_only, return_sequence_output,
            return_final_state, scope=joined(scope, direction))

    def reverse(blob: Any, name: str) -> Any:
        with NameScope(scope):
            return model.net.ReversePackedSegs([blob, input_lengths], [name])

    def concat(forward: Any, backward: Any, name: str) -> Any:
        with NameScope(scope):
            return model.net.Concat([forward, backward], [name, f"{name}_dim"], axis=2)[0]

    outputs, *states = layer(inputs, "fw")
    outputs_backward, *states_backward = layer(reverse(inputs, "reversed_inputs"), "bw")
    outputs_backward = reverse(outputs_backward, "outputs_bw")
    both = concat(outputs, outputs_backward, "outputs") if return_sequence_output else None
    if not return_final_state:
        return both, None, None
    names = ("final_hidden_state", "final_cell_state")
    hidden, state = (concat(*pair) for pair in zip(states, states_backward, names))
    return both, hidden, state


def build_embedding_encoder(
    model: Any,
    encoder_params: dict[str, Any],
    num_decoder_layers: int,
    inputs: Any,
    input_lengths: Any,
    vocab_size: int,
    embeddings: Any,
    embedding_size: int,
    use_attention: bool,
    num_gpus: int = 0,
    forward_only: bool = False,
    scope: str | None = None,
) -> tuple[Any, None, list[Any], list[Any], list[int]]:
    """Embeddings and the layers upon them.

    encoder_params: "encoder_layer_configs", a list of {"num_units": ..., "dropout_keep_prob": ...}, and
    "use_bidirectional_encoder" for the first layer. inputs: int32 (length, batch); input_lengths: int32 (batch,).
    Returns the last layer's outputs, None (attention weighs them by itself), each layer's last hidden and cell states, each
    layer's width.
    """
    outputs = embed(model, embeddings, inputs, "embedded_encoder_inputs", num_gpus, scope)
    size = embedding_size
    units, hidden_states, cell_states = [], [], []
    configs = encoder_params["encoder_layer_configs"]
    for i, config in enumerate(configs):
        bidirectional = i == 0 and encoder_params.get("use_bidirectional_encoder", False)
        layer = rnn_bidirectional_layer if bidirectional else rnn_unidirectional_layer
        outputs, hidden, state = layer(
            model=model,
            inputs=outputs,
            input_lengths=input_lengths,
            input_size=size,
            num_units=config["num_units"],
            dropout_keep_prob=config.get("dropout_keep_prob"),
            forward_only=forward_only,
            return_sequence_output=use_attention or i < len(configs) - 1,
            return_final_state=i >= len(configs) - num_decoder_layers,
            scope=get_layer_scope(scope, "encoder", i),
        )
        size = config["num_units"] * (2 if bidirectional else 1)
        units.append(size)
        hidden_states.append(hidden)
        cell_states.append(state)
    return outputs, None, hidden_states, cell_states, units
