"""Branches and loops made of models."""

from __future__ import annotations

from typing import Any, Sequence

from netdef._impl.control_ops.build import add_if_op, add_while_op


def cond(model: Any, cond_blob: Any, external_blobs: Sequence[Any], then_model: Any, else_model: Any = None) -> None:
    """Runs the net of one of two models, by a bool blob; see control_ops_util.add_if_op."""
    add_if_op(model.net, cond_blob, external_blobs, then_model.net, else_model.net if else_model else None)


def loop(model: Any, cond_blob: Any, external_blobs: Sequence[Any], loop_model: Any, cond_model: Any = None) -> None:
    """Runs the net of a model while a bool blob is true, which `cond_model` computes; see control_ops_util.add_while_op."""
    add_while_op(model.net, cond_blob, external_blobs, loop_model.net, cond_model.net if cond_model else None)
