"""Block-momentum training (Chen and Huo, ICASSP 2016): replicas train on their own for a block, then their average is filtered.

With the global parameters g, the average p of the replicas after a block and the momentum v:
v = block_momentum * v + block_learning_rate * (p - g), g = g + v, which all replicas go on from.
"""

from __future__ import annotations

from typing import Any, Callable, Iterable

from netdef._impl import scope
from netdef._impl.core.blob_reference import BlobReference
from netdef._impl.core.device import DeviceOption
from netdef._impl.core.net import Net
from netdef._impl.data_parallel import collectives
from netdef._impl.data_parallel.devices import (
    check_scope,
    group_by_device,
    infer_blob_device,
    replica_scope,
    set_devices,
    validate_params,
)
from netdef._impl.data_parallel.memory import OptimizeGradientMemory
from netdef._impl.data_parallel.parallelize import _build_replicas, _set_executor, add_gradients


def Parallelize_CPU_BMUF(*args: Any, **kwargs: Any) -> None:
    """Parallelize_BMUF on the CPU."""
    Parallelize_BMUF(*args, **{**kwargs, "cpu_device": True})


def Parallelize_GPU_BMUF(*args: Any, **kwargs: Any) -> None:
    """Parallelize_BMUF on GPUs, of which this build has none: always an error that says so."""
    Parallelize_BMUF(*args, **{**kwargs, "cpu_device": False})


def Parallelize_BMUF(
    model_helper_obj: Any,
    input_builder_fun: Callable,
    forward_pass_builder_fun: Callable,
    param_update_builder_fun: Callable,
    block_learning_rate: float = 1.0,
    block_momentum: float | None = None,
    devices: Iterable[int] | None = None,
    rendezvous: dict | None = None,
    net_type: str = "dag",
    master_device: int | None = None,
    use_nccl: bool = False,
    nesterov: bool = False,
    optimize_gradient_memory: bool = False,
    reset_momentum_sgd: bool = False,
    warmup_iterations: int | None = None,
    max_concurrent_distributed_ops: int = 4,
    add_blobs_to_sync: Iterable[str] | None = None,
    num_threads_per_device: int = 4,
    cpu_device: bool = False,
    barrier_net_timeout_sec: int = 300,
) -> None:
    """Builds replicas that train on their own; RunNet(model, n) runs a block of n iterations, then the block update.

    block_momentum: by default 1 - 1 / replicas. nesterov: the replicas go on from g + block_momentum * v.
    reset_momentum_sgd: the replicas' own momentum begins at zero in each block. warmup_iterations: for RunWarmup.
    add_blobs_to_sync: further blobs, names without scope, to copy from the first replica after each block.
    The others are as in Parallelize.
    """
    check_scope()
    model = model_helper_obj
    set_devices(model, devices, cpu_device, False, rendezvous)
    model._shared_model = False
    count = len(model._devices)
    momentum = 1.0 - 1.0 / count if block_momentum is None else block_momentum
    master = model._devices[0] if master_device is None else master_device

    _set_executor(model, net_type, num_threads_per_device)
    model._global_model_init_net = Net("global_model_init")
    model._global_model_param_updates_net = Net("global_model")
    for net in (model._global_model_init_net, model._global_model_param_updates_net):
        net.Proto().type, net.Proto().num_workers = net_type, num_threads_per_device

    outside = list(model.params)
    model._losses_by_gpu = _build_replicas(model, input_builder_fun, forward_pass_builder_fun, trains=True)
    validate_params(model.params)
    model._device_grouped_blobs = group_by_device(model, model.params, outside)
    names = model._param_names = list(model._device_grouped_blobs)
    add_gradients(model)
    for device in model._devices:
        with replica_scope(model, device):
            param_update_builder_fun(model)
    infer_blob_device(model)
    if optimize_gradient_memory:
        OptimizeGradientMemory(model, {}, set(), False)

    master_option = DeviceOption(model._device_type, master)
    params = [model._device_grouped_blobs[name][master] for name in names]
    if warmup_iterations is not None:
        model._warmup_iterations = warmup_iterations
        model._warmup_broadcast = Net("warmup-broadcast")
        model._warmup_broadcast.Proto().type = net_type
        model._warmup_broadcast.Proto().num_workers = num_threads_per_device
        collectives.sync_all(model, model._warmup_broadcast, names)
        with scope.DeviceScope(master_option):
            for param in params:
                model._warmup_broadcast.Copy(param, param + "_g")

    with scope.DeviceScope(master_option):
        for param in params:
            model._global_model_init_net.ConstantFill(param, param + "_v", value=0.0)
            model._global_model_init_net.Copy(param, param + "_g")
            if nesterov:
                model._global_model_init_net.ConstantFill(param, param + "_prev", value=0.0)
    collectives.sync_all(model, model.param_init_net, names)

    updates = model._global_model_param_updates_net
    for name in names:
        collectives.all_reduce(model, updates, name)
    with scope.DeviceScope(master_option):
        for param in params:
            _block_update(updates, param, 1.0 / count, block_learning_rate, momentum, nesterov)
    collectives.sync_all(model, updates, names)
    if add_blobs_to_sync is not None:
        collectives.AddBlobSync(model, add_blobs_to_sync, net=updates)
    if reset_momentum_sgd:
        for op in model.net.Proto().op:
            if op.type == "MomentumSGDUpdate":
                with scope.DeviceScope(op.device_option):
                    momentum_blob = BlobReference(op.input[1])
                    updates.ConstantFill([momentum_blob], momentum_blob, value=0.0)
    model._data_parallel_model_init_nets = [model.param_init_net, model._global_model_init_net]
    model._data_parallel_model_nets = [model.net, (updates, 1)]


def _block_update(net: Net, param: Any, average: float, learning_rate: float, momentum: float, nesterov: bool) -> None:
    """Turns the sum over the replicas in `param` into the parameters of the next block."""
    g, v, previous = param + "_g", param + "_v", param + "_prev"
    net.Scale(param, param, scale=average)
    net.Sub([param, g], param)
    net.Scale(param, param, scale=learning_rate)
    net.Scale(v, v, scale=momentum)
    net.Add([v, param], v)
    net.Add([g, v], g)
    if nesterov:
        net.Sub([v, previous], previous)
        net.Scale(previous, previous, scale=momentum)
        net.Sub([g, previous], g)
        net.Copy(v, previous)
    net.Copy(g, param)
