"""Attention: weights over the steps of an encoder, made of a decoder's state, and the weighted mean of the encoder's outputs.

Shapes: encoder_outputs_transposed (batch, dim, length), weighted_encoder_outputs (length, batch, dim), decoder_hidden_state_t
(1, batch, decoder_hidden_state_dim), encoder_lengths int32 (batch,). Each function returns (context (1, batch, dim), weights
(batch, length, 1), blobs to recompute in the backward pass).
"""

from __future__ import annotations

from typing import Any

from netdef._impl.brew.layers import brew
from netdef._impl.scope import joined as s


class AttentionType:
    """How the weights are made."""

    Regular, Recurrent, Dot, SoftCoverage = range(4)


def _weights(model: Any, logits: Any, scope: str | None, encoder_lengths: Any) -> Any:
    """Softmax over the steps that exist; logits are (batch, length, 1)."""
    if encoder_lengths is not None:
        logits = model.net.SequenceMask([logits, encoder_lengths], "masked_attention_logits", mode="sequence")
    return brew.softmax(model, logits, s(scope, "attention_weights_3d"), axis=1)


def _context(model: Any, encoder_outputs_transposed: Any, dim: int, weights: Any, scope: str | None) -> Any:
    context = brew.batch_mat_mul(
        model, [encoder_outputs_transposed, weights], s(scope, "attention_weighted_encoder_context"))
    context, _ = model.net.Reshape(context, [context, s(scope, "attention_weighted_encoder_context_old_shape")], shape=[1, -1, dim])
    return context


def _projected(model: Any, blob: Any, dim_in: int, dim_out: int, scope: str | None, name: str) -> Any:
    """A layer over one step, (batch, dim_out)."""
    result = brew.fc(model, blob, s(scope, name), dim_in=dim_in, dim_out=dim_out, axis=2)
    return model.net.Squeeze(result, result, dims=[0])


def _logits_of_sum(model: Any, total: Any, dim: int, scope: str | None) -> Any:
    """v . tanh(total), as (batch, length, 1); tanh is in place."""
    model.net.Tanh(total, total)
    logits = brew.fc(model, total, s(scope, "attention_logits"), dim_in=dim, dim_out=1, axis=2, freeze_bias=True)
    return brew.transpose(model, logits, s(scope, "attention_logits_transposed"), axes=[1, 0, 2])


def _from_sum(model, total, dim, encoder_outputs_transposed, scope, encoder_lengths):
    logits = _logits_of_sum(model, total, dim, scope)
    weights = _weights(model, logits, scope, encoder_lengths)
    return _context(model, encoder_outputs_transposed, dim, weights, scope), weights, [total]


def apply_recurrent_attention(
    model: Any,
    encoder_output_dim: int,
    encoder_outputs_transposed: Any,
    weighted_encoder_outputs: Any,
    decoder_hidden_state_t: Any,
    decoder_hidden_state_dim: int,
    attention_weighted_encoder_context_t_prev: Any,
    scope: str | None,
    encoder_lengths: Any = None,
) -> tuple[Any, Any, list[Any]]:
    """Additive attention that also looks at the context of the step before."""
    before = _projected(
        model, attention_weighted_encoder_context_t_prev, encoder_output_dim, encoder_output_dim, scope, "weighted_prev_attention_context")
    hidden = _projected(
        model, decoder_hidden_state_t, decoder_hidden_state_dim, encoder_output_dim, scope, "weighted_decoder_hidden_state")
    both = model.net.Add([before, hidden], s(scope, "decoder_hidden_encoder_outputs_sum_tmp"))
    total = model.net.Add([weighted_encoder_outputs, both], s(scope, "decoder_hidden_encoder_outputs_sum"), broadcast=1)
    return _from_sum(model, total, encoder_output_dim, encoder_outputs_transposed, scope, encoder_lengths)


def apply_regular_attention(
    model: Any,
    encoder_output_dim: int,
    encoder_outputs_transposed: Any,
    weighted_encoder_outputs: Any,
    decoder_hidden_state_t: Any,
    decoder_hidden_state_dim: int,
    scope: str | None,
    encoder_lengths: Any = None,
) -> tuple[Any, Any, list[Any]]:
    """Additive attention (https://arxiv.org/abs/1409.0473)."""
    hidden = _projected(
        model, decoder_hidden_state_t, decoder_hidden_state_dim, encoder_output_dim, scope, "weighted_decoder_hidden_state")
    total = model.net.Add(
        [weighted_encoder_outputs, hidden], s(scope, "decoder_hidden_encoder_outputs_sum"), broadcast=1, use_grad_hack=1)
    return _from_sum(model, total, encoder_output_dim, encoder_outputs_transposed, scope, encoder_lengths)


def apply_dot_attention(
    model: Any,
    encoder_output_dim: int,
    encoder_outputs_transposed: Any,
    decoder_hidden_state_t: Any,
    decoder_hidden_state_dim: int,
    scope: str | None,
    encoder_lengths: Any = None,
) -> tuple[Any, Any, list[Any]]:
    """Inner products of state and outputs; a layer makes their dimensions equal where they differ."""
    if decoder_hidden_state_dim != encoder_output_dim:
        decoder_hidden_state_t = brew.fc(
            model, decoder_hidden_state_t, s(scope, "weighted_decoder_hidden_state"), dim_in=decoder_hidden_state_dim,
            dim_out=encoder_output_dim, axis=2)
    squeezed = model.net.Squeeze(decoder_hidden_state_t, s(scope, "squeezed_weighted_decoder_hidden_state"), dims=[0])
    column = model.net.ExpandDims(squeezed, squeezed, dims=[2])
    logits = model.net.BatchMatMul([encoder_outputs_transposed, column], s(scope, "attention_logits"), trans_a=1)
    weights = _weights(model, logits, scope, encoder_lengths)
    return _context(model, encoder_outputs_transposed, encoder_output_dim, weights, scope), weights, []


def apply_soft_coverage_attention(
    model: Any,
    encoder_output_dim: int,
    encoder_outputs_transposed: Any,
    weighted_encoder_outputs: Any,
    decoder_hidden_state_t: Any,
    decoder_hidden_state_dim: int,
    scope: str | None,
    encoder_lengths: Any,
    coverage_t_prev: Any,
    coverage_weights: Any,
) -> tuple[Any, Any, list[Any], Any]:
    """Additive attention that looks at how much weight each step has had so far, the coverage; returns the new one as well."""
    net = model.net
    hidden = _projected(
        model, decoder_hidden_state_t, decoder_hidden_state_dim, encoder_output_dim, scope, "weighted_decoder_hidden_state")
    both = net.Add([weighted_encoder_outputs, hidden], s(scope, "decoder_hidden_encoder_outputs_sum_tmp"), broadcast=1)
    coverage = net.Squeeze(coverage_t_prev, s(scope, "coverage_t_prev_2d"), dims=[0])
    coverage = brew.transpose(model, coverage, s(scope, "coverage_t_prev_transposed"))
    scaled = net.Mul([coverage_weights, coverage], s(scope, "scaled_coverage_weights"), broadcast=1, axis=0)
    total = net.Add([both, scaled], s(scope, "decoder_hidden_encoder_outputs_sum"))
    context, weights, recompute = _from_sum(
        model, total, encoder_output_dim, encoder_outputs_transposed, scope, encoder_lengths)
    flat = net.Squeeze(weights, s(scope, "attention_weights_2d"), dims=[2])
    return context, weights, recompute, net.Add([coverage_t_prev, flat], s(scope, "coverage_t"), broadcast=1)
