"""A recurrent net with random inputs, for tests."""

from __future__ import annotations

from typing import Any, Callable, Sequence

import numpy as np

from netdef._impl.model_helper.model_helper import ModelHelper
from netdef._impl.scope import NameScope
from netdef._impl.workspace.blobs import FeedBlob
from netdef._impl.workspace.running import RunNetOnce


def sigmoid(x: Any) -> Any:
    """1 / (1 + exp(-x))."""
    return 1.0 / (1.0 + np.exp(-x))


def tanh(x: Any) -> Any:
    """2 sigmoid(2 x) - 1."""
    return 2.0 * sigmoid(2.0 * x) - 1


def _prepare_rnn(
    t: int,
    n: int,
    dim_in: int,
    create_rnn: Callable,
    outputs_with_grads: Sequence[int],
    forget_bias: float,
    memory_optim: bool = False,
    forward_only: bool = False,
    drop_states: bool = False,
    T: int | None = None,
    two_d_initial_states: bool | None = None,
    dim_out: Sequence[int] | None = None,
    num_states: int = 2,
    **kwargs: Any,
) -> tuple[Any, Any, list[Any]]:
    """(outputs, net, [initial states..., input]) of a recurrent net, in the name scope "test_name_scope".

    t, n, dim_in: steps, batch and dimension of the input. dim_out: units of each layer, by default one layer of dim_in.
    T: unrolls that many steps. two_d_initial_states: initial states of shape (n, dim) instead of (1, n, dim), None for either.
    """
    dim_out = [dim_in] if dim_out is None else list(dim_out)
    model = ModelHelper(name="external")
    if two_d_initial_states is None:
        two_d_initial_states = bool(np.random.randint(2))
    states = []
    for layer, dim in enumerate(dim_out):
        shape = (n, dim) if two_d_initial_states else (1, n, dim)
        for k in range(num_states):
            state = model.net.AddExternalInput(f"state_{k}/layer_{layer}")
            FeedBlob(state, np.random.random(shape).astype(np.float32))
            states.append(state)
    with NameScope("test_name_scope"):
        input_blob, seq_lengths = model.net.AddScopedExternalInputs("input_blob", "seq_lengths")
        outputs = create_rnn(
            model, input_blob, seq_lengths, states, dim_in=dim_in, dim_out=dim_out, scope="external/recurrent",
            outputs_with_grads=outputs_with_grads, memory_optimization=memory_optim, forget_bias=forget_bias,
            forward_only=forward_only, drop_states=drop_states, static_rnn_unroll_size=T, **kwargs)
    RunNetOnce(model.param_init_net)
    FeedBlob(seq_lengths, np.random.randint(1, t + 1, size=(n,)).astype(np.int32))
    return outputs, model.net, [*states, input_blob]
