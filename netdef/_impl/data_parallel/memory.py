"""Gradients of replicas in memory that is used again."""

from __future__ import annotations

from typing import Any, Iterable

from netdef._impl.data_parallel.devices import prefix_of
from netdef._impl.memonger.recycling import share_grad_blobs
from netdef._impl.workspace.shapes import InferShapesAndTypes


def OptimizeGradientMemory(model: Any, input_shapes: dict | None, excluded_blobs: Iterable[str], recycle_activations: bool) -> None:
    """Lets gradients that are not needed at the same time share blobs, in each replica.

    input_shapes: {blob: dims} of one replica's inputs, without scope. excluded_blobs: names without scope that stay as they are.
    recycle_activations: activations too.
    """
    shapes = None
    if input_shapes is not None:
        scoped = {prefix_of(model, device) + blob: dims for blob, dims in input_shapes.items() for device in model._devices}
        shapes, _ = InferShapesAndTypes([model.param_init_net, model.net], scoped)
    for device in model._devices:
        prefix = prefix_of(model, device)
        model.net._net = share_grad_blobs(
            model.net, model._losses_by_gpu[device], set(model.param_to_grad.values()), prefix,
            dont_share_blobs={prefix + blob for blob in excluded_blobs}, share_activations=recycle_activations, blob_shapes=shapes)
