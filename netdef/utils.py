"""Arguments, tensors and messages: helpers of scripts; as caffe2.python.utils."""

from netdef._impl.utils.arguments import ArgsToDict, MakeArgument
from netdef._impl.utils.debugging import DebugMode, EnumClassKeyVals, debug, raiseIfNotEqual
from netdef._impl.utils.iteration import ITERATION_MUTEX_NAME, OPTIMIZER_ITERATION_NAME, BuildUniqueMutexIter
from netdef._impl.utils.messages import (
    ConvertProtoToBinary,
    GetContentFromProto,
    GetContentFromProtoString,
    OpAlmostEqual,
    TryReadProtoWithClass,
)
from netdef._impl.utils.tensors import (
    Caffe2TensorToNumpyArray,
    CaffeBlobToNumpyArray,
    NCHW2NHWC,
    NHWC2NCHW,
    NumpyArrayToCaffe2Tensor,
)
from netdef._impl.utils.workspace_state import GetGPUMemoryUsageStats, ResetBlobs

__all__ = [
    "ArgsToDict", "BuildUniqueMutexIter", "Caffe2TensorToNumpyArray", "CaffeBlobToNumpyArray", "ConvertProtoToBinary",
    "DebugMode", "EnumClassKeyVals", "GetContentFromProto", "GetContentFromProtoString", "GetGPUMemoryUsageStats",
    "ITERATION_MUTEX_NAME", "MakeArgument", "NCHW2NHWC", "NHWC2NCHW", "NumpyArrayToCaffe2Tensor",
    "OPTIMIZER_ITERATION_NAME", "OpAlmostEqual", "ResetBlobs", "TryReadProtoWithClass", "debug", "raiseIfNotEqual",
]
