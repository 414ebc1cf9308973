"""The replicas of a model: their devices, name scopes and blobs.

Replica d lives in the name scope `<prefix>_<d>/`; `model._device_grouped_blobs` maps a name without scope to {d: blob}.
"""

from __future__ import annotations

import contextlib
import multiprocessing
from typing import Any, Iterable, Iterator

from netdef._impl import scope
from netdef._impl.core.blob_reference import BlobReference
from netdef._impl.core.device import DeviceOption
from netdef._impl.core.gradient_types import GradientSlice
from netdef.proto import caffe2_pb2

CPU = caffe2_pb2.PROTO_CPU


def check_scope() -> None:
    """Replicas are placed on devices here: no device may be asked for around."""
    current = scope.CurrentDeviceScope()
    assert current is None or current.device_type == CPU, (
        f"Parallelize must be called without device-scope, device scope was: {current}")


def set_devices(model: Any, devices: Iterable[int] | None, cpu_device: bool, ideep: bool, rendezvous: dict | None) -> None:
    """Notes on the model where its replicas live.

    Raises:
        RuntimeError: GPUs or other machines are asked for.
    """
    if not cpu_device and not ideep:
        raise RuntimeError(
            "this build of netdef has no GPUs: use Parallelize_CPU, or Parallelize with cpu_device=True; replicas then share the "
            "CPU's cores")
    if rendezvous is not None and rendezvous.get("num_shards", 1) > 1:
        raise RuntimeError("this build of netdef cannot train over several machines: rendezvous must be None or have num_shards=1")
    model._devices = list(range(multiprocessing.cpu_count()) if devices is None else devices)
    model._device_type = CPU
    model._device_prefix = "ideep" if ideep and not cpu_device else "cpu"
    model._rendezvous = rendezvous
    model._sync_barrier_net = None
    model._broadcast_context = None
    model._optimizer = None


def prefix_of(model: Any, device: int) -> str:
    """The name scope of a replica, with its slash."""
    return f"{model._device_prefix}_{device}{scope.SEPARATOR}"


@contextlib.contextmanager
def replica_scope(model: Any, device: int) -> Iterator[None]:
    """The device and name scope of a replica."""
    with scope.DeviceScope(DeviceOption(model._device_type, device)), scope.NameScope(prefix_of(model, device)[:-1]):
        yield


def stripBlobName(param: Any) -> str:
    """The name without the scope of a replica: all after the first slash. Of a sparse gradient, that of its values."""
    name = str(param.values) if isinstance(param, GradientSlice) else str(param)
    return name[name.index(scope.SEPARATOR) + 1:]


def group_by_device(model: Any, params: Iterable[Any], others: Iterable[Any] = ()) -> dict[str, dict[int, Any]]:
    """{name without scope: {device: blob}} of what every replica has; `others` belong to no replica."""
    others = [str(blob) for blob in others]
    grouped: dict[str, dict[int, Any]] = {}
    for param in params:
        name = str(param.values) if isinstance(param, GradientSlice) else str(param)
        if name in others:
            continue
        device = next((d for d in model._devices if name.startswith(prefix_of(model, d))), None)
        assert device is not None, (
            f"Param {name} expected to have namescope of a replica, as '{prefix_of(model, model._devices[0])[:-1]}'")
        grouped.setdefault(stripBlobName(param), {})[device] = param
    for name, blobs in grouped.items():
        assert len(blobs) == len(model._devices), (
            f"Param {name} does not have value for each device (devices: {list(blobs)} of {model._devices})")
    return grouped


def grouped_blob(model: Any, name: str) -> dict[int, Any]:
    """{device: blob} for a name without scope, also of a blob that no group knows yet."""
    return model._device_grouped_blobs.setdefault(
        name, {device: BlobReference(prefix_of(model, device) + name) for device in model._devices})


def validate_params(params: Iterable[Any]) -> None:
    """No parameter occurs twice."""
    seen: set[str] = set()
    for param in map(str, params):
        assert param not in seen, f"Multiple parameters of the name {param}"
        seen.add(param)


def infer_blob_device(model: Any) -> None:
    """Notes on which device each blob of the model's nets is written, or first read."""
    mapping: dict[str, caffe2_pb2.DeviceOption] = {}
    for op in [*model.param_init_net.Proto().op, *model.net.Proto().op]:
        for blob in [*op.input, *op.output]:
            mapping.setdefault(blob, op.device_option)
    model._blob_to_device = mapping
