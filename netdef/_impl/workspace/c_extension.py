"""What scripts ask the extension module for that is not made in C++: put into `_C` under Caffe2's names, with its signatures."""

from __future__ import annotations

import importlib
from typing import Any, Callable, Sequence

from netdef import _C
from netdef._impl.workspace import devices, random_inputs, statistics, transforms
from netdef._impl.workspace.global_init import GlobalInit
from netdef.proto import caffe2_pb2


class _Net:
    """What has a Proto()."""

    def __init__(self, serialized: bytes):
        self._proto = caffe2_pb2.NetDef.FromString(serialized)

    def Proto(self) -> caffe2_pb2.NetDef:
        """The net's protobuf."""
        return self._proto


def apply_transform(transform_key: str, net: bytes) -> bytes:
    """ApplyTransform of a serialized net."""
    return transforms.ApplyTransform(transform_key, caffe2_pb2.NetDef.FromString(net)).SerializeToString()


def apply_transform_if_faster(
    transform_key: str, net: bytes, init_net: bytes, warmup_runs: int, main_runs: int, improvement_threshold: float
) -> bytes:
    """ApplyTransformIfFaster of serialized nets."""
    return transforms.ApplyTransformIfFaster(
        transform_key, caffe2_pb2.NetDef.FromString(net), caffe2_pb2.NetDef.FromString(init_net), warmup_runs=warmup_runs,
        main_runs=main_runs, improvement_threshold=improvement_threshold).SerializeToString()


def fill_random_network_inputs(net: bytes, input_dims: Sequence[Any], input_types: Sequence[Any]) -> None:
    """FillRandomNetworkInputs of a serialized net."""
    random_inputs.FillRandomNetworkInputs(_Net(net), input_dims, input_types)


def infer_op_input_output_device(op: bytes) -> tuple[list[bytes], list[bytes]]:
    """The devices of an operator's inputs and outputs, serialized."""
    from netdef._impl.core.device_inference import InferOpBlobDevices  # core stands upon this package

    inputs, outputs = InferOpBlobDevices(caffe2_pb2.OperatorDef.FromString(op))
    return [device.SerializeToString() for device in inputs], [device.SerializeToString() for device in outputs]


def memonger_compute_blob_recycling_for_dag(*args: Any) -> bytes:
    """As memonger's function of this name."""
    from netdef._impl.memonger import recycling

    return recycling.memonger_compute_blob_recycling_for_dag(*args)


def memonger_optimize_inference_net(net: bytes, static_blobs: Sequence[str]) -> bytes:
    """As memonger's function of this name."""
    from netdef._impl.memonger import recycling

    return recycling.memonger_optimize_inference_net(net, static_blobs)


def get_build_options() -> dict[str, str]:
    """How the library was built, by the names of Caffe2's build; what it was built without is empty."""
    return {"BUILD_TYPE": "Release", "USE_CUDA": "", "USE_CUDNN": "", "USE_MKLDNN": "", "USE_MPI": "", "USE_NCCL": "", "USE_TRT": ""}


def get_cuda_peer_access_pattern() -> list[list[bool]]:
    """Which GPU can reach the memory of which: nothing without GPUs."""
    return []


def _without_gpu(name: str) -> Callable[[int], Any]:
    def ask(device: int) -> Any:
        raise RuntimeError(f"{name}: there is no GPU {device}, this library runs on the CPU")

    ask.__name__ = name
    ask.__doc__ = "Raises a RuntimeError: there is no GPU."
    return ask


def _not_built(name: str, what: str) -> Callable[..., Any]:
    def ask(*args: Any) -> Any:
        raise RuntimeError(f"{name}: this library is built without {what}")

    ask.__name__ = name
    ask.__doc__ = f"Raises a RuntimeError: there is no {what}."
    return ask


def builtin_cpu_supports_avx2() -> bool:
    """Whether the processor has AVX2."""
    return "avx2" in str(_C.cpu_features()).lower()


_IN_C: dict[str, Any] = {
    "apply_transform": apply_transform,
    "apply_transform_if_faster": apply_transform_if_faster,
    "builtin_cpu_supports_avx2": builtin_cpu_supports_avx2,
    "clear_global_net_observer": statistics.ClearGlobalNetObserver,
    "cudnn_convolution_bwd_data_algo_count": 6,  # cuDNN's numbers of algorithms
    "cudnn_convolution_bwd_filter_algo_count": 7,
    "cudnn_convolution_fwd_algo_count": 8,
    "fill_random_network_inputs": fill_random_network_inputs,
    "get_blob_numa_node": devices.GetBlobNUMANode,
    "get_build_options": get_build_options,
    "get_cuda_peer_access_pattern": get_cuda_peer_access_pattern,
    "get_cuda_version": devices.GetCUDAVersion,
    "get_cudnn_version": devices.GetCuDNNVersion,
    "get_device_properties": _without_gpu("get_device_properties"),
    "get_gpu_memory_info": _without_gpu("get_gpu_memory_info"),
    "get_num_numa_nodes": devices.GetNumNUMANodes,
    "global_init": GlobalInit,
    "infer_op_input_output_device": infer_op_input_output_device,
    "is_numa_enabled": devices.IsNUMAEnabled,
    "memonger_compute_blob_recycling_for_dag": memonger_compute_blob_recycling_for_dag,
    "memonger_optimize_inference_net": memonger_optimize_inference_net,
    "new": _C.Mode.new,
    "num_cuda_devices": devices.NumCudaDevices,
    "onnx_to_trt_op": _not_built("onnx_to_trt_op", "TensorRT"),
    "onnxifi": _not_built("onnxifi", "ONNXIFI"),
    "read": _C.Mode.read,
    "transform_trt": _not_built("transform_trt", "TensorRT"),
    "write": _C.Mode.write,
}

for _name, _value in _IN_C.items():
    if not hasattr(_C, _name):
        setattr(_C, _name, _value)

# The rest is imported when it is asked for: most programs have no use for graphs, and ONNX need not be installed.
_LATER = {
    "netdef._impl.nomnigraph.c_extension": (
        "Annotation", "Edge", "Graph", "MatchPredicateRef", "NNGraph", "NNMatchGraph", "NNModule", "NNModuleFromProtobuf",
        "NNModuleFromProtobufDistributed", "NNSubgraph", "NeuralNetData", "NeuralNetOperator", "Node", "NodeRef", "matchSubgraph",
        "replaceAllUsesWith", "replaceAsConsumer", "replaceProducer"),
    "netdef._impl.transformations.c_extension": (
        "run_transform", "run_workspace_transform", "ssa_rewrite", "transform_addNNPACK", "transform_exists", "transform_fuseConvBN",
        "transform_fuseNNPACKConvRelu", "transform_optimizeForMKLDNN", "workspace_transform_exists"),
    "netdef.onnx.c_extension": (
        "Caffe2BackenRep", "Caffe2Backend", "Caffe2Ops", "DummyName", "export_to_onnx", "support_onnx_export"),
}
_MODULE_OF = {name: module for module, names in _LATER.items() for name in names}


def _import(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {_C.__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(_MODULE_OF[name]), name)
    setattr(_C, name, value)
    return value


_C.__getattr__ = _import
_C.__dir__ = lambda: sorted({*vars(_C), *_MODULE_OF})
