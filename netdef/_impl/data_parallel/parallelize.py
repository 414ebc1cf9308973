"""Parallelize: replicas of a model whose gradients are summed before each update."""

from __future__ import annotations

import logging
from typing import Any, Callable, Iterable

from netdef._impl.core.blob_reference import BlobReference
from netdef._impl.data_parallel import batch_norm, collectives, sharing
from netdef._impl.data_parallel.devices import (
    check_scope,
    group_by_device,
    infer_blob_device,
    replica_scope,
    set_devices,
    validate_params,
)
from netdef._impl.data_parallel.memory import OptimizeGradientMemory
from netdef._impl.utils.arguments import MakeArgument

log = logging.getLogger(__name__)


def Parallelize_CPU(*args: Any, **kwargs: Any) -> None:
    """Parallelize on the CPU."""
    Parallelize(*args, **{**kwargs, "cpu_device": True})


def Parallelize_iDeep(*args: Any, **kwargs: Any) -> None:
    """Parallelize on the CPU, under names of iDeep devices."""
    Parallelize(*args, **{**kwargs, "ideep": True})


def Parallelize_GPU(*args: Any, **kwargs: Any) -> None:
    """Parallelize on GPUs, of which this build has none: always an error that says so."""
    Parallelize(*args, **{**kwargs, "cpu_device": False})


def Parallelize(
    model_helper_obj: Any,
    input_builder_fun: Callable,
    forward_pass_builder_fun: Callable,
    param_update_builder_fun: Callable | None = None,
    optimizer_builder_fun: Callable | None = None,
    post_sync_builder_fun: Callable | None = None,
    pre_grad_net_transformer_fun: Callable | None = None,
    net_transformer_fun: Callable | None = None,
    devices: Iterable[int] | None = None,
    rendezvous: dict | None = None,
    net_type: str = "dag",
    broadcast_computed_params: bool = True,
    optimize_gradient_memory: bool = False,
    dynamic_memory_management: bool = False,
    blobs_to_keep: Iterable[str] | None = None,
    use_nccl: bool = False,
    max_concurrent_distributed_ops: int = 16,
    cpu_device: bool = False,
    ideep: bool = False,
    num_threads_per_device: int = 4,
    shared_model: bool = False,
    combine_spatial_bn: bool = False,
    barrier_net_timeout_sec: int = 300,
) -> None:
    """Builds a replica of the model for each device, in the name scopes cpu_0/, cpu_1/ ...; each takes its own part of a batch.

    input_builder_fun(model), forward_pass_builder_fun(model, loss_scale): build a replica; the latter returns its losses, which it
        has scaled by `loss_scale`, so that sums of gradients over the replicas are those of the whole batch.
    param_update_builder_fun(model): builds the update of a replica's parameters, for each replica; or
    optimizer_builder_fun(model): builds the updates of all replicas at once. Without either, the model is for tests.
    post_sync_builder_fun(model): more operators for each replica, after the updates.
    pre_grad_net_transformer_fun(model): may change the net before the gradients are added;
    net_transformer_fun(model, number of devices, prefix, device type): after them.
    devices: numbers of the replicas, by default one for each core.
    broadcast_computed_params: copy computed parameters (running means) of the first replica to the others before each update.
    optimize_gradient_memory: let gradients share blobs.
    shared_model: let all replicas use the parameters of the first. combine_spatial_bn: normalize over the whole batch.
    num_threads_per_device: of the net's workers, for each replica.
    dynamic_memory_management, blobs_to_keep, use_nccl, max_concurrent_distributed_ops, barrier_net_timeout_sec: accepted; they are
        for GPUs and for several machines.

    Raises:
        RuntimeError: GPUs (neither `cpu_device` nor `ideep`) or several machines are asked for.
    """
    check_scope()
    model = model_helper_obj
    set_devices(model, devices, cpu_device, ideep, rendezvous)
    model._shared_model = shared_model
    assert not (param_update_builder_fun and optimizer_builder_fun), (
        "Can only specify one of param_update_builder_fun, optimizer_builder_fun")
    trains = param_update_builder_fun is not None or optimizer_builder_fun is not None
    log.info("Parallelizing model for devices: %s", model._devices)
    _set_executor(model, net_type, num_threads_per_device)

    outside = list(model.params)  # parameters that are there already belong to no replica
    outside_computed = list(model.GetComputedParams(""))
    losses = _build_replicas(model, input_builder_fun, forward_pass_builder_fun, trains)
    validate_params(model.params)
    model._device_grouped_blobs = group_by_device(model, model.params, outside)
    computed = group_by_device(model, model.GetComputedParams(""), outside_computed)
    model._param_names = list(model._device_grouped_blobs)
    model._computed_param_names = list(computed)
    model._device_grouped_blobs.update(computed)

    if pre_grad_net_transformer_fun:
        pre_grad_net_transformer_fun(model)
    if trains:
        model._losses_by_gpu = losses
        add_gradients(model)
    if net_transformer_fun:
        net_transformer_fun(model, len(model._devices), model._device_prefix, model._device_type)
    if not trains:
        assert not combine_spatial_bn, "combine_spatial_bn should only be used for train model"
        _finish_forward_only(model)
        return

    if combine_spatial_bn:
        batch_norm.interleave_operators(model)
        batch_norm.combine_batch_norm(model)
    gradients = [model.param_to_grad[param] for param in model.params if param in model.param_to_grad]
    outside_gradients = [model.param_to_grad[param] for param in outside if param in model.param_to_grad]
    grouped_gradients = group_by_device(model, gradients, outside_gradients)
    model._device_grouped_blobs.update(grouped_gradients)
    model._grad_names = list(grouped_gradients)
    if broadcast_computed_params and len(model._devices) > 1:
        collectives.sync_all(model, model.net, model._computed_param_names)
    for name in reversed(model._grad_names):  # the order in which they become known
        collectives.all_reduce(model, model.net, name)

    all_params = list(model.GetParams(""))
    if shared_model:
        sharing.prune_parameters(model)
    _build_updates(model, param_update_builder_fun, optimizer_builder_fun)
    collectives.sync_all(model, model.param_init_net, collectives.blobs_to_sync(model)[1])
    if post_sync_builder_fun is not None:
        for device in model._devices:
            with replica_scope(model, device):
                post_sync_builder_fun(model)
    infer_blob_device(model)
    if optimize_gradient_memory:
        OptimizeGradientMemory(model, {}, set(blobs_to_keep or ()), False)
    model._data_parallel_model_init_nets = [model.param_init_net]
    model._data_parallel_model_nets = [model.net]
    if shared_model:
        sharing.remap_parameters(model, all_params)


def _set_executor(model: Any, net_type: str, threads: int) -> None:
    model.net.Proto().num_workers = len(model._devices) * threads
    model.net.Proto().type = net_type


def _build_replicas(model: Any, input_builder_fun: Callable, forward_pass_builder_fun: Callable, trains: bool) -> dict[int, list]:
    """{device: losses}."""
    loss_scale = 1.0 / len(model._devices)
    losses: dict[int, list] = {}
    for device in model._devices:
        with replica_scope(model, device):
            input_builder_fun(model)
            made = forward_pass_builder_fun(model, loss_scale)
        if trains:
            assert isinstance(made, list), "Model builder function must return list of loss blobs"
            for loss in made:
                assert isinstance(loss, BlobReference), "Model builder func must return list of loss blobs"
        losses[device] = made
    return losses


def add_gradients(model: Any) -> None:
    """Adds the gradients of all replicas' losses, each with a seed of one."""
    seeds = {}
    for device in model._devices:
        with replica_scope(model, device):
            for loss in model._losses_by_gpu[device]:
                seeds[str(loss)] = str(model.net.ConstantFill(loss, loss + "_grad", value=1.0))
    model.AddGradientOperators(seeds)


def _finish_forward_only(model: Any) -> None:
    log.info("Parameter update function not defined --> only forward")
    infer_blob_device(model)
    model._grad_names = []
    model._data_parallel_model_init_nets = [model.param_init_net]
    model._data_parallel_model_nets = [model.net]


def _build_updates(model: Any, param_update_builder_fun: Callable | None, optimizer_builder_fun: Callable | None) -> None:
    """Adds the updates of the parameters. Counters are initialized by one thread alone, see first_iter_only_one_worker."""
    if param_update_builder_fun is not None:
        for device in model._devices:
            with replica_scope(model, device):
                param_update_builder_fun(model)
    else:
        model._optimizer = optimizer_builder_fun(model)
    model.net.Proto().arg.append(MakeArgument("first_iter_only_one_worker", 1))
