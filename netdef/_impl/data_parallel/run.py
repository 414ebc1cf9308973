"""Running, saving and exporting of a model with replicas."""

from __future__ import annotations

import copy
import warnings
from typing import Any, Iterable

from netdef._impl import scope
from netdef._impl.core.blob_reference import BlobReference
from netdef._impl.core.device import IsGPUDeviceType
from netdef._impl.core.net import Net
from netdef._impl.data_parallel import collectives
from netdef._impl.data_parallel.devices import grouped_blob, prefix_of, stripBlobName
from netdef._impl.model_helper import predictor_net
from netdef._impl.workspace import running
from netdef.proto import caffe2_pb2


def CreateNet(model: Any, overwrite: bool = False) -> None:
    """Creates the model's nets in the current workspace."""
    for net in _nets(model):
        running.CreateNet(net, overwrite)


def RunInitNet(model: Any) -> None:
    """Runs the nets that fill the parameters, and creates the others."""
    for net in model._data_parallel_model_init_nets:
        running.RunNetOnce(net)
    CreateNet(model)


def RunWarmup(model: Any) -> None:
    """Runs the first iterations of a BMUF model on their own, then makes the replicas equal."""
    running.RunNet(model.net, model._warmup_iterations)
    running.RunNetOnce(model._warmup_broadcast)


def RunNet(model: Any, num_iterations: int) -> None:
    """Runs the model so many iterations; of a BMUF model one block."""
    for entry in model._data_parallel_model_nets:
        net, iterations = entry if isinstance(entry, tuple) else (entry, num_iterations)
        running.RunNet(net.Proto().name, iterations)


def _nets(model: Any) -> list[Net]:
    return [entry[0] if isinstance(entry, tuple) else entry for entry in model._data_parallel_model_nets]


def Synchronize(model: Any, timeout_sec: int = 300) -> None:
    """Waits for the other machines: nothing on one. Deprecated."""
    warnings.warn(
        "The Synchronize API has been deprecated.  We now have a barrier net which runs before training to ensure all hosts wait "
        "before training starts.", DeprecationWarning, stacklevel=2)


def GetCheckpointParams(model: Any) -> set:
    """The blobs to save: those of the first replica, and iteration counters outside the replicas."""
    prefixes = tuple(prefix_of(model, device) for device in model._devices)
    counters = {
        op.output[0] for op in model.net.Proto().op
        if op.type in ("Iter", "AtomicIter") and not op.output[0].startswith(prefixes)
    }
    filled = (blob for op in model.param_init_net.Proto().op for blob in op.output)
    first = {blob for blob in filled if blob.startswith(prefixes[0])}
    return {BlobReference(blob) for blob in first | counters}


def FinalizeAfterCheckpoint(model: Any, blobs: Iterable[Any] | None = None, cpu_mode: bool = False) -> None:
    """Copies what was loaded into the first replica to the others. blobs: by default all that GetCheckpointParams gives."""
    if "_checkpoint_net" not in vars(model):  # a model takes attributes it does not have for operators
        if blobs is None:
            names = collectives.blobs_to_sync(model)[1]
        else:
            names = list(dict.fromkeys(stripBlobName(blob) for blob in blobs))
        for name in names:
            grouped_blob(model, name)
        model._checkpoint_net = Net("checkpoint_sync_net")
        collectives.sync_all(model, model._checkpoint_net, names)
        running.CreateNet(model._checkpoint_net)
    running.RunNet(model._checkpoint_net.Proto().name)


def GetLearningRateBlobNames(model: Any) -> list[str]:
    """The blobs with learning rates."""
    optimizer = vars(model).get("_optimizer")
    if optimizer is not None:
        return [optimizer.get_cpu_blob_name("lr")]
    return [op.output[0] for op in model.net.Proto().op if op.type == "LearningRate"]


def ExtractPredictorNet(model: Any, inputs: Iterable[Any], outputs: Iterable[Any], device: caffe2_pb2.DeviceOption) -> tuple:
    """(net, its other external inputs): what leads from inputs to outputs in the first replica, under names without its scope."""
    prefix = prefix_of(model, model._devices[0])
    inputs, outputs = [str(blob) for blob in inputs], [str(blob) for blob in outputs]
    return predictor_net.ExtractPredictorNet(
        net_proto=model.net.Proto(), input_blobs=[prefix + blob for blob in inputs], output_blobs=[prefix + blob for blob in outputs],
        device=device, renames={prefix + blob: blob for blob in [*inputs, *outputs]})


def ConvertNetForDevice(net: Net, device: caffe2_pb2.DeviceOption | None = None) -> Net:
    """A copy of a net with its blobs in the scope of a replica and its operators on that device; by default the current one."""
    device = device if device is not None else scope.CurrentDeviceScope()
    assert device is not None, "give a device, or call it inside a device scope"
    kind = "gpu" if IsGPUDeviceType(device.device_type) else "ideep" if device.device_type == caffe2_pb2.PROTO_IDEEP else "cpu"
    namescope = f"{kind}_{device.device_id}{scope.SEPARATOR}"
    converted = copy.deepcopy(net)
    proto = converted.Proto()
    for op in proto.op:
        if "RecurrentNetwork" in op.type:
            raise NotImplementedError(
                f"{op.type} holds nets that name blobs themselves; only nets without recurrent operators are converted to a device's names")
        _prefix(op.input, namescope)
        _prefix(op.output, namescope)
        op.device_option.CopyFrom(device)
    _prefix(proto.external_input, namescope)
    _prefix(proto.external_output, namescope)
    return converted


def _prefix(names: Any, prefix: str) -> None:
    names[:] = [prefix + name for name in names]
