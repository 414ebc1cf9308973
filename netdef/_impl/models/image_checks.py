"""Runs image networks before and after memory reuse."""

from __future__ import annotations

from typing import Any, Callable

import numpy as np

from netdef._impl.memonger.recycling import optimize_inference_fast, optimize_inference_for_dag, share_grad_blobs
from netdef._impl.model_helper.model_helper import ModelHelper
from netdef._impl.scope import NameScope
from netdef._impl.workspace.blobs import FeedBlob, FetchBlob
from netdef._impl.workspace.running import RunNetOnce
from netdef._impl.workspace.shapes import InferShapesAndTypes

_IMAGES = (4, 3, 227, 227)


def has_blob(proto: Any, needle: str) -> bool:
    """Whether an operator reads or writes the blob."""
    return any(needle in op.input or needle in op.output for op in proto.op)


def count_blobs(proto: Any) -> int:
    """How many blobs the operators read or write."""
    return len({name for op in proto.op for name in (*op.input, *op.output)})


def count_shared_blobs(proto: Any) -> int:
    """How many of them have names of memonger's making."""
    return len({name for op in proto.op for name in (*op.input, *op.output) if "_shared" in name})


def _model(create_model: Callable, num_labels: int, is_test: bool, no_loss: bool) -> tuple[Any, Any]:
    model = ModelHelper(name="test", arg_scope={"order": "NCHW", "use_cudnn": False, "cudnn_exhaustive_search": False})
    with NameScope("gpu_0"):
        outputs = create_model(
            model, "data", num_input_channels=3, num_labels=num_labels, label=None if no_loss else "label", is_test=is_test,
            no_loss=no_loss)
    return model, outputs


def _images(data_blob: str) -> None:
    FeedBlob(data_blob, np.random.default_rng(0).random(_IMAGES, dtype=np.float32))


def test_shared_grads(
    with_shapes: bool,
    create_model: Callable,
    conv_blob: str,
    last_out_blob: str,
    data_blob: str = "gpu_0/data",
    label_blob: str = "gpu_0/label",
    num_labels: int = 1000,
) -> list[tuple[Any, Any]]:
    """[(blobs with shared gradients, blobs before), (loss, loss with shared), (gradient of conv_blob, the same with shared)]."""
    model, (_, loss) = _model(create_model, num_labels, is_test=False, no_loss=False)
    model.AddGradientOperators([loss])
    _images(data_blob)
    FeedBlob(label_blob, np.random.default_rng(1).integers(0, num_labels, _IMAGES[0]).astype(np.int32))
    RunNetOnce(model.param_init_net)
    shapes = InferShapesAndTypes([model.param_init_net, model.net], {data_blob: _IMAGES, label_blob: _IMAGES[:1]})[0] if with_shapes else None
    before = count_blobs(model.net.Proto())
    optimized = share_grad_blobs(
        model.net, [str(loss)], set(model.param_to_grad.values()), "gpu_0/", share_activations=True,
        dont_share_blobs={str(model.param_to_grad[conv_blob])}, blob_shapes=shapes)

    def run(net: Any) -> tuple[Any, Any]:
        RunNetOnce(net)
        return FetchBlob(loss), FetchBlob(model.param_to_grad[conv_blob])

    state = {param: FetchBlob(param) for param in model.GetComputedParams()}  # running statistics change with each run
    plain = run(model.net)
    for param, value in state.items():
        FeedBlob(param, value)
    shared = run(optimized)
    return [(count_blobs(optimized), before), (plain[0], shared[0]), (plain[1], shared[1])]


def _forward(optimize: Callable, create_model: Callable, last_out_blob: str, data_blob: str, num_labels: int) -> list[Any]:
    model, _ = _model(create_model, num_labels, is_test=True, no_loss=True)
    optimized = optimize(model)
    _images(data_blob)
    RunNetOnce(model.param_init_net)
    RunNetOnce(model.net)
    plain = FetchBlob(last_out_blob)
    RunNetOnce(optimized)
    return [(count_blobs(optimized), count_blobs(model.net.Proto())), count_shared_blobs(optimized), (plain, FetchBlob(last_out_blob))]


def test_forward_only(
    create_model: Callable, last_out_blob: str, data_blob: str = "gpu_0/data", num_labels: int = 1000
) -> list[Any]:
    """[(blobs with sharing, blobs before), shared names, (last output, the same with sharing)] by optimize_inference_for_dag."""
    return _forward(
        lambda model: optimize_inference_for_dag(model.net, [data_blob], "gpu_0/"), create_model, last_out_blob, data_blob, num_labels)


def test_forward_only_fast_simplenet(
    create_model: Callable, last_out_blob: str, data_blob: str = "gpu_0/data", num_labels: int = 1000
) -> list[Any]:
    """The same by optimize_inference_fast."""
    return _forward(
        lambda model: optimize_inference_fast(model.net.Proto(), [data_blob, last_out_blob, *map(str, model.GetAllParams())]),
        create_model, last_out_blob, data_blob, num_labels)
