"""Sums and copies over the replicas of a model."""

from __future__ import annotations

from typing import Any, Iterable

from netdef._impl import scope
from netdef._impl.core.device import DeviceOption
from netdef._impl.core.gradient_types import GradientSlice
from netdef._impl.core.net import Net
from netdef._impl.data_parallel.devices import CPU, grouped_blob, prefix_of, stripBlobName


def broadcast(model: Any, net: Net, name: str) -> None:
    """Copies a blob of the first replica to the others."""
    blobs = grouped_blob(model, name)
    master, *others = model._devices
    with scope.DeviceScope(DeviceOption(CPU, 0)):
        for device in others:
            net.Copy(blobs[master], blobs[device])


def all_reduce(model: Any, net: Net, name: str) -> None:
    """Sums a blob over the replicas, into each of them; replicas that share their parameters need it in the first alone."""
    blobs = [grouped_blob(model, name)[device] for device in model._devices]
    if len(blobs) == 1:
        return
    assert not isinstance(blobs[0], GradientSlice), (
        f"Synchronizing gradient slices not supported: {name} is sparse; make its gradient dense, or use one replica")
    with scope.DeviceScope(DeviceOption(CPU, 0)):
        net.Sum(blobs, [blobs[0]])
    if not model._shared_model:
        broadcast(model, net, name)


def sync_all(model: Any, net: Net, names: Iterable[str]) -> None:
    """Copies blobs of the first replica to the others."""
    for name in names:
        broadcast(model, net, name)


def blobs_to_sync(model: Any) -> tuple[list[str], list[str]]:
    """(blobs, their names without scopes, each once) that the replicas must agree in when training begins."""
    if model._shared_model:
        blobs = [str(param) for param in model.GetComputedParams("")]
        return blobs, list(dict.fromkeys(stripBlobName(blob) for blob in blobs))
    prefixes = tuple(prefix_of(model, device) for device in model._devices)
    blobs = [blob for op in model.param_init_net.Proto().op for blob in op.output if blob.startswith(prefixes)]
    names = sorted({stripBlobName(blob) for blob in blobs})
    missing = set(model._param_names) - set(names)
    assert not missing, f"Some params not instantiated in param init net: {missing}"
    return sorted(set(blobs)), names


def AddBlobSync(model: Any, blobs: Iterable[str], net: Net | None = None) -> None:
    """Adds to the model's net (or to `net`) what copies blobs of the first replica to the others; names without scopes."""
    for blob in blobs:
        assert not blob.startswith(model._device_prefix), f"Provide unprefixed blob name: {blob}"
        broadcast(model, net or model.net, blob)


def AddDistributedBlobSync(model: Any, blobs: Iterable[str]) -> None:
    """Keeps blobs equal over several machines: nothing on one."""


class CollectivesConcurrencyControl:
    """Of a number of collective operations, lets so many run at a time: each waits for one that came that long before."""

    def __init__(self, name: str, max_concurrent_context: int, param_init_net: Net, rendezvous: dict | None):
        self.name = name
        self.param_init_net = param_init_net
        self.max_concurrent_context = max_concurrent_context
        self.counter = 0
        self.control_inputs: list[Any] = []

    def get_control_and_context(self, control_output_blob: Any) -> tuple[Any, Any]:
        """(the blob to wait for, None while there is room; None, as one machine needs no common world)."""
        slot = self.counter % self.max_concurrent_context
        self.counter += 1
        if len(self.control_inputs) < self.max_concurrent_context:
            self.control_inputs.append(control_output_blob)
            return None, None
        before, self.control_inputs[slot] = self.control_inputs[slot], control_output_blob
        return before, None
