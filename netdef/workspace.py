"""Blobs, nets and plans of the current workspace.

    from netdef import workspace

    workspace.FeedBlob("data", array)
    workspace.RunNetOnce(init_net)
    workspace.CreateNet(predict_net)
    workspace.RunNet(predict_net.name)
    answer = workspace.FetchBlob("softmax")

Names and behaviour are those of caffe2.python.workspace.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from netdef import _C
from netdef import _C as C
from netdef._impl.scope import CurrentNameScope as GetNameScope
from netdef._impl.workspace import c_extension as _c_extension
from netdef._impl.workspace import classes as _classes
from netdef._impl.workspace import immediate as _immediate
from netdef._impl.workspace.benchmark import BenchmarkNet
from netdef._impl.workspace.blobs import (
    FeedBlob,
    FetchBlob,
    FetchBlobs,
    FetchInt8Blob,
    FetchInt8BlobRealVal,
    FetchTorch,
    Int8Tensor,
    ShareBlob,
    blobs,
)
from netdef._impl.workspace.devices import (
    GetBlobNUMANode,
    GetCUDAVersion,
    GetCuDNNVersion,
    GetDeviceProperties,
    GetGPUMemoryInfo,
    GetGpuPeerAccessPattern,
    GetNumNUMANodes,
    GpuDeviceType,
    IsNUMAEnabled,
    NumCudaDevices,
    NumGpuDevices,
    has_cuda_support,
    has_gpu_support,
    has_hip_support,
    is_asan,
)
from netdef._impl.workspace.global_init import GlobalInit
from netdef._impl.workspace.immediate import (
    FeedImmediate,
    FetchImmediate,
    ImmediateBlobs,
    IsImmediate,
    RunOperatorImmediate,
    StartImmediate,
    StopImmediate,
)
from netdef._impl.workspace.names import GetNetName, StringifyBlobName, StringifyNetName, StringifyProto
from netdef._impl.workspace.predictor import Predictor
from netdef._impl.workspace.random_inputs import FillRandomNetworkInputs
from netdef._impl.workspace.running import (
    CreateNet,
    ResetWorkspace,
    RunNet,
    RunNetOnce,
    RunOperatorMultiple,
    RunOperatorOnce,
    RunOperatorsOnce,
    RunPlan,
    RunPlanInBackground,
    WorkspaceGuard,
)
from netdef._impl.workspace.shapes import GetOperatorCost, InferShapesAndTypes
from netdef._impl.workspace.statistics import ClearGlobalNetObserver, GetStats
from netdef._impl.workspace.tracebacks import CallWithExceptionIntercept, operator_tracebacks
from netdef._impl.workspace.transforms import ApplyTransform, ApplyTransformIfFaster

Workspace = _C.Workspace

BenchmarkNetOnce = _C.benchmark_net_once
Blobs = _C.blobs
CreateBlob = _C.create_blob
CurrentWorkspace = _C.current_workspace
DeserializeBlob = _C.deserialize_blob
GetBlobSizeBytes = _C.get_blob_size_bytes
HasBlob = _C.has_blob
RegisteredOperators = _C.registered_operators
ResetBlob = _C.reset_blob
RootFolder = _C.root_folder
SerializeBlob = _C.serialize_blob
SwitchWorkspace = _C.switch_workspace
Workspaces = _C.workspaces


def __getattr__(name: str) -> Any:
    if name == "_immediate_root_folder":  # changes with StartImmediate and StopImmediate
        return _immediate._root_folder
    raise AttributeError(f"module 'netdef.workspace' has no attribute {name!r}")
